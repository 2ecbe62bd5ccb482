/** The page for a person who wants to see what is stored. It never gets to know a key. */
import type { Dataset } from './datasets.mts';

const ROWS_SHOWN = 100;
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '"': '&quot;' };

/** Every dataset with its first rows, the newest first. `baseUrl` is for the credential. */
export const page = (datasets: Dataset[], baseUrl: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>Stand-in for Akkio</title>
<link rel="icon" href="data:,">
<body style="font: 14px/1.5 sans-serif; margin: 2rem">
<h1>Stand-in for Akkio</h1>
<p>This is not Akkio. It keeps what it gets in memory only. Base URL: <code>${baseUrl}</code></p>
${datasets.toReversed().map(section).join('')}`;

function section({ id, name, fields, rows }: Dataset): string {
	const head = fields.map((field) => `<th>${toHtml(field.name)}<br>${toHtml(field.type)}</th>`);
	const cells = rows
		.slice(0, ROWS_SHOWN)
		.map((row) => fields.map((field) => `<td>${toHtml(row[field.name])}</td>`));
	const lines = [head, ...cells].map((cellsOfLine) => `<tr>${cellsOfLine.join('')}</tr>`);
	return `<section><h2>${toHtml(name)}</h2><p><code>${id}</code>, rows: ${rows.length}</p>
<table border="1" cellpadding="4" style="border-collapse: collapse">
${lines.join('')}</table></section>`;
}

const toHtml = (value: unknown) =>
	(typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).replace(
		/[&<"]/g,
		(one) => ENTITIES[one]!,
	);
