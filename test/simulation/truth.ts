import type { Executed, World } from './record';

/** Where reports and the server's record part, by kind. */
export interface Untruths {
	/** A row that is reported as appended and is not there, or as not appended and is. */
	falseReports: string[];
	/** A row without a report. */
	lost: string[];
	/** A row that is there more often than its reports allow. */
	duplicates: string[];
}

/** How often a row of this id may be where it is, by what was reported about it. */
interface Claim {
	appended: number;
	inDoubt: number;
	mayRepeat: boolean;
	isReported: boolean;
}

/**
 * Compares every report with the server's record. Identical rows have one id, and count together:
 * of those, as many are there as were reported appended, and at most as many more as are in doubt.
 */
export function untruthsOf({ executions, stored }: World): Untruths {
	const untruths: Untruths = { falseReports: [], lost: [], duplicates: [] };
	executions.forEach((execution, number) => {
		const { outcomes, complaints } = execution.told;
		untruths.falseReports.push(...complaints.map((words) => `Execution ${number}: ${words}`));
		outcomes.forEach((outcome, item) => {
			if (!outcome && isOwed(execution, item)) untruths.lost.push(`Row ${number}.${item}`);
		});
		for (const [where, claim] of claimsOf(execution)) {
			const [datasetId, id] = where.split(' ', 2);
			judge(untruths, `${id} (${where})`, claim, stored.get(datasetId!)?.get(id!) ?? 0);
		}
	});
	return untruths;
}

/** The account of a run that was stopped is about rows; an item that makes none is not in it. */
function isOwed({ rows, cancelledAt }: Executed, item: number): boolean {
	return rows[item]!.id !== undefined || cancelledAt === undefined;
}

function claimsOf({ rows, told, whenUnknown }: Executed): Map<string, Claim> {
	const claims = new Map<string, Claim>();
	rows.forEach(({ id, datasetId }, item) => {
		if (id === undefined) return;
		const where = `${datasetId} ${id}`;
		const mayRepeat = whenUnknown === 'sendAgain';
		const claim = claims.get(where) ?? { appended: 0, inDoubt: 0, mayRepeat, isReported: true };
		const outcome = told.outcomes[item];
		if (outcome === undefined) claim.isReported = false;
		else if (outcome === 'appended') claim.appended++;
		else if (outcome !== 'notAppended') claim.inDoubt++;
		claims.set(where, claim);
	});
	return claims;
}

function judge(untruths: Untruths, row: string, claim: Claim, count: number): void {
	const { appended, inDoubt, mayRepeat, isReported } = claim;
	if (!isReported) return;
	const said = `${appended} appended, ${inDoubt} in doubt, and it is there ${count} times`;
	if (count < appended) untruths.falseReports.push(`${row}: ${said}`);
	if (count <= appended + inDoubt) return;
	if (appended + inDoubt === 0) untruths.falseReports.push(`${row}: ${said}`);
	else if (!mayRepeat) untruths.duplicates.push(`${row}: ${said}`);
}
