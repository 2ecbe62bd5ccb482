/** The page for a person who wants to see what is stored. It never gets to know a key. */
import { html as markup } from 'hono/html';

import type { Dataset } from './datasets.mts';
import type { Model } from './models.mts';

const ROWS_SHOWN = 100;

/** Every dataset with its first rows and every model, the newest first. `baseUrl` is for the credential. */
export const page = (
	datasets: Dataset[],
	models: Model[],
	baseUrl: string,
) => markup`<!doctype html>
<html lang="en">
<meta name="color-scheme" content="light dark">
<title>Stand-in for Akkio</title>
<link rel="icon" href="data:,">
<body style="font: 14px/1.5 sans-serif; margin: 2rem">
<h1>Stand-in for Akkio</h1>
<p>This is not Akkio. It keeps what it gets in memory only. Base URL: <code>${baseUrl}</code></p>
${models.toReversed().map(modelSection)}
${datasets.toReversed().map(section)}`;

const modelSection = (one: Model) => markup`<section><h2>${one.name}</h2>
<p><code>${one.id}</code>, predicts ${one.predictFields.join(', ')}, rows predicted: ${one.predicted}</p></section>`;

function section({ id, name, fields, rows }: Dataset) {
	const shown = rows.slice(0, ROWS_SHOWN);
	const types = new Map(fields.map((field) => [field.name, field.type]));
	const names = [...new Set([...types.keys(), ...shown.flatMap(Object.keys)])];
	const heading = (key: string) => markup`<th>${key}<br>${types.get(key) ?? 'no field'}</th>`;
	const cell = (value: unknown) =>
		markup`<td>${typeof value === 'string' ? value : JSON.stringify(value)}</td>`;

	return markup`<section><h2>${name}</h2><p><code>${id}</code>, rows: ${rows.length}</p>
<table border="1" cellpadding="4" style="border-collapse: collapse"><tr>${names.map(heading)}</tr>
${shown.map((row) => markup`<tr>${names.map((key) => cell(row[key]))}</tr>`)}</table></section>`;
}
