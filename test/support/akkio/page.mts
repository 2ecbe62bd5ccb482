/** The page for a person who wants to see what is stored. It never gets to know a key. */
import { html as markup } from 'hono/html';

import type { Dataset } from './datasets.mts';

const ROWS_SHOWN = 100;

/** Every dataset with its first rows, the newest first. `baseUrl` is for the credential. */
export const page = (datasets: Dataset[], baseUrl: string) => markup`<!doctype html>
<html lang="en">
<meta name="color-scheme" content="light dark">
<title>Stand-in for Akkio</title>
<link rel="icon" href="data:,">
<body style="font: 14px/1.5 sans-serif; margin: 2rem">
<h1>Stand-in for Akkio</h1>
<p>This is not Akkio. It keeps what it gets in memory only. Base URL: <code>${baseUrl}</code></p>
${datasets.toReversed().map(section)}`;

const section = ({ id, name, fields, rows }: Dataset) =>
	markup`<section><h2>${name}</h2><p><code>${id}</code>, rows: ${rows.length}</p>
<table border="1" cellpadding="4" style="border-collapse: collapse">
<tr>${fields.map((field) => markup`<th>${field.name}<br>${field.type}</th>`)}</tr>
${rows
	.slice(0, ROWS_SHOWN)
	.map(
		(row) => markup`<tr>${fields.map((field) => markup`<td>${textOf(row[field.name])}</td>`)}</tr>`,
	)}
</table></section>`;

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
