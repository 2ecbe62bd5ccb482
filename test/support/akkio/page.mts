/** The page for a person who wants to see what landed. It never gets to know a key. */
import { html } from 'hono/html';

import type { Dataset, Field, Row } from './datasets.mts';
import { style } from './style.mts';

const ROWS_SHOWN = 10;
const LONG_TEXT = 40;

/** The whole page: every dataset, the newest first. `baseUrl` is what goes into the credential. */
export const page = (datasets: Dataset[], baseUrl: string) =>
	html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<title>Stand-in for Akkio</title>
				<link rel="icon" href="data:," />
				<style>
					${style}
				</style>
			</head>
			<body>
				<header>
					<h1>Stand-in for Akkio</h1>
					<p>
						This is not Akkio. It answers as Akkio’s v1 API does and keeps what it gets in memory
						only: when it stops, everything is gone.
					</p>
					<p>Base URL for the credential: <code>${baseUrl}</code></p>
					<p id="stopped" hidden>It does not answer any more. What you see is what it had last.</p>
				</header>
				<main>${datasets.length === 0 ? empty : datasets.toReversed().map(section)}</main>
				${refresh}
			</body>
		</html>`;

const empty = html`<p class="empty">
	No dataset yet. Put the base URL above and the key it was started with into an Akkio API
	credential, then run a workflow that creates a dataset and appends rows: they show up here.
</p>`;

function section({ id, name, fields, rows }: Dataset) {
	const shown = rows.slice(0, ROWS_SHOWN);
	const names = fields.map((field) => field.name);
	const extra = [...new Set(shown.flatMap(Object.keys))].filter((key) => !names.includes(key));
	const more = rows.length > shown.length ? ` The first ${shown.length}:` : '';

	return html`<section>
		<h2>${name}</h2>
		<p class="about">
			<code>${id}</code> ${count(rows.length, 'row')}, ${count(fields.length, 'field')}.${more}
		</p>
		${fields.length === 0
			? html`<p class="empty">The first rows will define its fields.</p>`
			: html`<div class="scroll">
					<table>
						<thead>
							<tr>
								${fields.map(heading)}${extra.map((key) =>
									heading({ name: key, type: 'no field' }),
								)}
							</tr>
						</thead>
						<tbody>
							${shown.map(
								(row) =>
									html`<tr>
										${[...names, ...extra].map((key) => cell(row, key))}
									</tr>`,
							)}
						</tbody>
					</table>
				</div>`}
	</section>`;
}

/** What a table would hide (nothing, null, empty text) is said in words. */
function cell(row: Row, key: string) {
	const value = Object.hasOwn(row, key) ? row[key] : undefined;
	if (value === undefined) return html`<td class="none">not sent</td>`;
	if (value === null) return html`<td class="none">null</td>`;
	if (value === '') return html`<td class="none">empty text</td>`;
	if (typeof value === 'number') return html`<td class="number">${value}</td>`;
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	return html`<td class="${text.length > LONG_TEXT ? 'long' : 'short'}">${text}</td>`;
}

const heading = ({ name, type }: Field) =>
	html`<th class="${type === 'number' ? 'number' : 'text'}">${name}<small>${type}</small></th>`;

const count = (amount: number, noun: string) =>
	`${amount.toLocaleString('en')} ${noun}${amount === 1 ? '' : 's'}`;

/** Changes the page only when there is something new, so that scroll positions and selections stay. */
const refresh = html`<script>
	setInterval(async () => {
		const stopped = document.querySelector('#stopped');
		try {
			const text = await (await fetch(location.href)).text();
			const now = new DOMParser().parseFromString(text, 'text/html').querySelector('main');
			const before = document.querySelector('main');
			if (now.innerHTML !== before.innerHTML) before.replaceWith(now);
			stopped.hidden = true;
		} catch {
			stopped.hidden = false;
		}
	}, 2000);
</script>`;
