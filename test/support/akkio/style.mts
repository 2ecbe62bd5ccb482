/** The page's looks, light and dark. */
import { raw } from 'hono/html';

export const style = raw(`
	:root {
		color-scheme: light dark;
		--text: light-dark(#1d2430, #e3e7ee);
		--quiet: light-dark(#667085, #98a2b3);
		--line: light-dark(#e2e6ee, #2c3442);
		--ground: light-dark(#f5f6f9, #12161d);
		--card: light-dark(#ffffff, #1a202a);
		--mark: light-dark(#5b3fd6, #ab9bff);
	}
	body {
		max-width: 78rem;
		margin: 2.5rem auto;
		padding: 0 1.5rem;
		font: 14px/1.5 system-ui, sans-serif;
		color: var(--text);
		background: var(--ground);
	}
	h1 { margin: 0; font-size: 1.6rem; }
	h2 { margin: 0; font-size: 1.1rem; overflow-wrap: anywhere; }
	header p { margin: 0.4rem 0; max-width: 44rem; }
	code { font: 0.92em ui-monospace, monospace; color: var(--mark); }
	section {
		margin: 1.5rem 0;
		padding: 1.1rem 1.3rem;
		border: 1px solid var(--line);
		border-radius: 10px;
		background: var(--card);
	}
	.about { margin: 0.2rem 0 0.8rem; color: var(--quiet); }
	.about code { margin-right: 0.8rem; }
	.empty { margin: 0; color: var(--quiet); }
	main > .empty { margin: 2rem 0; max-width: 44rem; }
	#stopped { color: light-dark(#b42318, #fda29b); font-weight: 600; }
	.scroll { overflow-x: auto; }
	table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
	th, td {
		padding: 0.35rem 1.1rem 0.35rem 0;
		border-top: 1px solid var(--line);
		text-align: left;
		vertical-align: top;
		white-space: nowrap;
	}
	th { border-top: 0; font-weight: 600; }
	th small { display: block; font-weight: 400; color: var(--quiet); }
	.number { text-align: right; }
	.long { white-space: pre-wrap; min-width: 18rem; max-width: 28rem; overflow-wrap: anywhere; }
	.none { color: var(--quiet); font-style: italic; }
`);
