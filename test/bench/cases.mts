/** The ways to get items into a dataset that are compared, each as the nodes that a user would connect. */
import { aggregate, akkio, byHand, http, httpWithAll, other, own, sending } from './steps.mts';
import type { Step, Target } from './steps.mts';

export type CaseName = keyof typeof CASES | Script;

/** What no workflow does, but a bare script. */
export type Script = 'floor' | 'keptFloor';

export const isScript = (name: CaseName): name is Script =>
	name === 'floor' || name === 'keptFloor';

/** What is only there to tell n8n's own share. */
export const sendsNothing = (name: CaseName): boolean => ['nothing', 'passing'].includes(name);

/** What this node is compared with, built of n8n's own nodes. */
export const isOther = (name: CaseName): boolean =>
	['perItem', 'fiveASecond', 'aggregate', 'loop'].includes(name);

export const TITLES: Record<CaseName, string> = {
	floor: 'A bare script, the same requests',
	keptFloor: 'A bare script, one kept connection',
	nothing: 'The same workflow without sending',
	passing: 'A node that sends nothing and hands its items on',
	sending: "A node that only sends, with n8n's helper",
	automatic: 'Akkio: mapped automatically',
	columns: 'Akkio: mapped by hand, own item only',
	otherColumns: 'Akkio: mapped by hand, other expressions',
	json: 'Akkio: JSON',
	byParameter: "Mapped n8n's way, then Akkio",
	perItem: 'HTTP Request, one per item',
	fiveASecond: 'HTTP Request, batching 5 per second',
	aggregate: 'Aggregate → one HTTP Request',
	loop: 'Loop of 1,000 → Aggregate → HTTP Request',
};

const CASES = {
	nothing: (): Step[] => [],
	passing: (target: Target) => [
		{ name: `${target.prefix}Pass`, type: 'CUSTOM.passing', parameters: {} },
	],
	sending: (target: Target) => [sending(target)],
	automatic: (target: Target) => [akkio(target, {})],
	columns: (target: Target) => [akkio(target, byHand(target, own))],
	otherColumns: (target: Target) => [akkio(target, byHand(target, other))],
	json: (target: Target) => [akkio(target, { dataMode: 'json', jsonRows: '={{ $json }}' })],
	byParameter: (target: Target) => [
		{
			name: `${target.prefix}Map`,
			type: 'CUSTOM.mapByParameter',
			parameters: { columns: byHand(target, other).columns },
		},
		akkio(target, {}),
	],
	perItem: (target: Target) => [http(target)],
	fiveASecond: (target: Target) => [
		{
			...http(target, { batching: { batch: { batchSize: 5, batchInterval: 1000 } } }),
			// n8n's own pace lets more than five into some seconds: whoever loses rows still takes the time.
			onError: 'continueRegularOutput' as const,
		},
	],
	aggregate: (target: Target) => [aggregate(target), httpWithAll(target)],
	loop: (target: Target) => [
		{
			name: `${target.prefix}Loop`,
			type: 'n8n-nodes-base.splitInBatches',
			typeVersion: 3,
			parameters: { batchSize: 1000, options: {} },
		},
		aggregate(target),
		httpWithAll(target),
	],
} satisfies Record<string, (target: Target) => Step[]>;

export const stepsOf = (name: Exclude<CaseName, Script>, target: Target): Step[] =>
	CASES[name](target);
