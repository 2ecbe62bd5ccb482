import type { IHttpRequestOptions } from 'n8n-workflow';

import { Columns, columnsOf } from '../../../append/columns';
import { Fitting, type ExtraFields } from '../../../append/fitting';
import { firstUnfit, type Group } from '../../../append/group';
import type { Row } from '../../../append/rows';
import { CUT_AGAIN } from '../../../append/send';
import { Unfit } from '../../../append/unfit';
import type { Failure } from '../../../shared/explain';
import type { Choice } from '../../../shared/locator';
import type { AppendCaller } from './caller';
import type { Evidence } from './evidence';
import { firstAppendsOver, hadFirstAppendSince, noteFirstAppend } from './firstAppends';
import { Planned } from './planned';
import { readSchema, rememberedSchema, type Schema } from './schema';
import { TargetRows } from './targetRows';

/** A dataset that rows of this run go to, with these rows, and what is known of its columns. */
export class Target extends TargetRows implements Group {
	/** Undefined until it is found, and for one that is missing, where nothing is to be created. */
	id?: string;

	/** What Akkio says of the dataset. */
	schema?: Schema;

	/** Why nothing can be sent to it: it could not be read. */
	blocked?: Failure;

	/** Its row count around the run. */
	readonly evidence: Evidence = {};

	/** Fields of these rows that have no column. */
	extras: readonly string[] = [];

	/** The columns that these rows give to a dataset without any. */
	newColumns: readonly string[] = [];

	/** Whether Akkio acknowledged an append of this run. */
	isFilled = false;

	/** How many first appends were over when the dataset was read. */
	private readBefore = 0;

	constructor(
		readonly choice: Choice,
		private readonly extraFields: ExtraFields,
	) {
		super();
	}

	/** The same dataset. */
	withoutRows(): Target {
		const target = new Target(this.choice, this.extraFields);
		target.id = this.id;
		return target;
	}

	/** One more row; for `place` and `ofItem` see Planned. */
	add(itemIndex: number, source: unknown, row: Row | Unfit, place?: number, ofItem = ''): Planned {
		const planned = new Planned(itemIndex, this, this.planned.length, place, ofItem);
		this.put(planned, source, row);
		return planned;
	}

	get datasetId(): string {
		return this.id!;
	}

	get label(): string {
		return this.choice.label;
	}

	/** Finds out about the columns. A single row, as from a webhook, is content with what is remembered. */
	async look(caller: AppendCaller, request: IHttpRequestOptions): Promise<void> {
		if (this.id !== undefined) {
			const isSingle = this.planned.length === 1;
			this.schema = isSingle ? await rememberedSchema(caller, this.id) : undefined;
			if (!this.schema) await this.read(caller, request);
		}
		if (!this.blocked) this.fit();
	}

	private async read(caller: AppendCaller, request: IHttpRequestOptions): Promise<void> {
		this.readBefore = firstAppendsOver();
		const read = await readSchema(caller, request, this.id!, this.label);
		if (!read.ok) {
			this.blocked = read.failure;
			return;
		}
		this.schema = read.value;
		this.evidence.rowsBefore ??= read.value.rows ?? null;
	}

	private fit(): void {
		const { sendable, valued } = this;
		const known = this.schema?.columns ?? [];
		const columns = new Columns(known.length > 0 ? known : columnsOf(sendable));
		this.newColumns = known.length > 0 ? [] : columns.names;
		// Mostly all of them fit, and one look at each is enough.
		const areFitted = columns.areFitted(sendable);
		const fitting = new Fitting(columns, this.extraFields, areFitted ? [] : sendable);
		this.extras = fitting.extras;
		const fitted = (row: Row | Unfit) => (row instanceof Unfit ? row : fitting.fit(row));
		this.sendAs(areFitted ? valued : valued.map(fitted));
	}

	/**
	 * To be called in the dataset's turn, right before an append. Another run may have given the
	 * dataset its columns since this one looked: then this looks again, and the rows change.
	 * @returns why the batch cannot be sent, or not as it was cut
	 */
	async ready(caller: AppendCaller, request: IHttpRequestOptions): Promise<Failure | undefined> {
		if (!this.isFirst || !hadFirstAppendSince(this.id!, this.readBefore)) return undefined;
		await this.read(caller, request);
		if (this.blocked) return this.blocked;
		this.fit();
		const all = { from: 0, to: this.rows.length };
		return (caller.continueOnFail() ? undefined : firstUnfit(this, all)) ?? CUT_AGAIN;
	}

	/** To be called in the dataset's turn, when an append is over. */
	appended(failure: Failure | undefined): void {
		// Who read while it was under way may have read too early, and has to look again.
		if (this.isFirst) this.readBefore = noteFirstAppend(this.id!);
		this.isFilled ||= !failure;
	}

	/** Whether the next append may fix the columns: of none of this run is it known that it arrived. */
	private get isFirst(): boolean {
		return this.newColumns.length > 0 && !this.isFilled;
	}
}
