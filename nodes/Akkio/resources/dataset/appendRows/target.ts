import type { IHttpRequestOptions } from 'n8n-workflow';

import { Columns, columnsOf } from '../../../append/columns';
import { Fitting, type ExtraFields } from '../../../append/fitting';
import type { Row } from '../../../append/rows';
import { CUT_AGAIN } from '../../../append/send';
import { Unfit } from '../../../append/unfit';
import { clock } from '../../../shared/clock';
import type { Failure } from '../../../shared/explain';
import { Memory } from '../../../shared/memory';
import type { AppendCaller } from './caller';
import type { Evidence } from './evidence';
import { reasonOf } from './errors';
import { isWrong, type Planned } from './plan';
import { readSchema, rememberedSchema, type Schema } from './schema';

/** First appends that are over in this process: their number, and of each dataset the last one's. */
let firstAppends = 0;
const lastFirstAppend = new Memory<number>(clock);

/** A dataset that rows of this run go to. */
export class Target {
	/** The run's rows for it, in order. */
	readonly planned: Planned[] = [];

	/** The same as they are sent; not all of them can be. */
	readonly rows: Array<Row | Unfit> = [];

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

	/** Whether an append of this run may be in the dataset, whose columns are then this run's. */
	private hasArrived = false;

	/** Whether Akkio acknowledged an append of this run. */
	isFilled = false;

	private valued: Array<Row | Unfit> = [];

	private readBefore = 0;

	constructor(
		/** Undefined for a dataset that is missing, where nothing is to be created. */
		readonly id: string | undefined,
		/** The dataset in words, as `Choice.label` has them. */
		readonly label: string,
		private readonly extraFields: ExtraFields,
	) {}

	/** Finds out about the columns. A single row, as from a webhook, is content with what is remembered. */
	async look(caller: AppendCaller, request: IHttpRequestOptions): Promise<void> {
		if (this.id !== undefined) {
			const isSingle = this.planned.length === 1;
			this.schema = isSingle ? await rememberedSchema(caller, this.id) : undefined;
			if (!this.schema) await this.read(caller, request);
		}
		this.valued = this.planned.map(({ row }) => row);
		this.fit();
	}

	private async read(caller: AppendCaller, request: IHttpRequestOptions): Promise<void> {
		this.readBefore = firstAppends;
		const read = await readSchema(caller, request, this.id!, this.label);
		if (!read.ok) {
			this.blocked = read.failure;
			return;
		}
		this.schema = read.value;
		this.evidence.rowsBefore ??= read.value.rows ?? null;
	}

	private fit(): void {
		const sendable = this.valued.filter((row): row is Row => !(row instanceof Unfit));
		const known = this.schema?.columns ?? [];
		const columns = new Columns(known.length > 0 ? known : columnsOf(sendable));
		const fitting = new Fitting(columns, this.extraFields, sendable);
		this.newColumns = known.length > 0 ? [] : columns.names;
		this.extras = fitting.extras;
		for (const [index, row] of this.valued.entries()) {
			const fitted = row instanceof Unfit || this.blocked ? row : fitting.fit(row);
			this.planned[index]!.row = this.rows[index] = fitted;
		}
	}

	/**
	 * To be called in the dataset's turn, right before an append. Another run may have given the
	 * dataset its columns since this one looked: then this looks again, and the rows change.
	 * @returns why the batch cannot be sent, or not as it was cut
	 */
	async ready(caller: AppendCaller, request: IHttpRequestOptions): Promise<Failure | undefined> {
		if (!this.isFirst) return undefined;
		if ((lastFirstAppend.get(this.id!) ?? 0) <= this.readBefore) return undefined;
		await this.read(caller, request);
		if (this.blocked) return this.blocked;
		this.fit();
		const wrong = caller.continueOnFail() ? undefined : this.planned.find(isWrong);
		return wrong ? reasonOf(wrong) : CUT_AGAIN;
	}

	/** To be called in the dataset's turn, when an append is over. */
	appended(failure: Failure | undefined): void {
		if (this.isFirst) {
			// Who read while it was under way may have read too early, and has to look again.
			this.readBefore = ++firstAppends;
			lastFirstAppend.set(this.id!, firstAppends);
		}
		this.hasArrived ||= failure?.rows !== 'notAppended';
		this.isFilled ||= !failure;
	}

	/** Whether the next append may fix the columns: none of this run has arrived yet, as far as is known. */
	private get isFirst(): boolean {
		return this.newColumns.length > 0 && !this.hasArrived;
	}
}
