/** The models of one organization, without HTTP. Tests read them, and add ready-made ones. */
import { newId, type Dataset, type Datasets, type Switches } from './datasets.mts';
import { learn, TrainingFailed, type Estimate } from './learn.mts';
import { prediction } from './replies.mts';
import type { Field, Row } from './rows.mts';

/** Behavior that is not known, or not certain, and so can be chosen. */
export interface ModelSwitches {
	/** Rows that the plan still lets predict; a request for more is a 403 (U12). No limit unless given. */
	predictionsLeft?: number;
	/** A predicted number is a number (the default), its text, or a number under `predicted_<target>` (U11). */
	regressionShape?: 'number' | 'text' | 'otherKey';
	/** Milliseconds of a training by v2: a quarter of them PENDING, then IN_PROGRESS (T2). */
	trainingMs?: number;
	/** How every training ends (T2). */
	trainingEnds?: 'SUCCEEDED' | 'FAILED' | 'UNKNOWN_TIMEOUT';
	/** What becomes of a training while `parsingDelay` lasts: a 422 (the default), or FAILED (U14). */
	trainingWhileParsing?: 'refuse' | 'fail';
}

/** What a training is asked for (T1). Two that are equal but for `force` share a model. */
export interface Training {
	datasetId: string;
	predictFields: string[];
	ignoreFields?: string[];
	/** Seconds. Neither this nor `extraAttention` changes what is learned. */
	duration?: number;
	extraAttention?: boolean;
	force?: boolean;
}

export interface Model {
	id: string;
	name: string;
	/** As Akkio writes it: `2023-03-31 16:57:22.040000+00:00` (M1). */
	createdAt: string;
	predictFields: string[];
	ignoredFields: string[];
	/** The columns that it reads, in the order in which they come back (M4). */
	inputs: string[];
	/** Trained over the API: only then does the list name its fields (M1). */
	api: boolean;
	/** Says for each of `predictFields` a number, or the probability of each class. */
	estimate: (row: Row) => Estimate;
	/** How much each input column counts; all alike unless given. */
	factors: Record<string, number>;
	predicted: number;
}

/** A ready-made model. Unless given: all else of a model made in Akkio's app, and a new id. */
export type NewModel = Pick<Model, 'name' | 'predictFields' | 'estimate'> & Partial<Model>;

interface Task {
	training: Training;
	/** As it was when the training started: rows are never changed in place. */
	dataset: Dataset;
	ms: number;
	endsAt: number;
	model?: Model;
	error?: string;
}

/** The models that were added or trained, and the trainings that run. All in memory. */
export class Models {
	/** Rows that the plan still lets predict (U12). */
	predictionsLeft: number;
	readonly datasets: Datasets;
	readonly switches: ModelSwitches;
	readonly #models = new Map<string, Model>();
	/** The models that trainings made, by what was asked for. */
	readonly #trained = new Map<string, Model>();
	readonly #tasks = new Map<string, Task>();
	readonly #now: () => number;

	constructor(datasets: Datasets, switches: ModelSwitches & Switches = {}) {
		this.datasets = datasets;
		this.predictionsLeft = switches.predictionsLeft ?? Infinity;
		this.switches = switches;
		this.#now = switches.now ?? (() => performance.now());
	}

	add(model: NewModel): Model {
		const { inputs = [] } = model;
		const all: Model = {
			id: newId(),
			createdAt: new Date().toISOString().replace('T', ' ').replace('Z', '000+00:00'),
			ignoredFields: [],
			inputs,
			api: false,
			factors: Object.fromEntries(inputs.map((name) => [name, 1 / inputs.length])),
			predicted: 0,
			...model,
		};
		this.#models.set(all.id, all);
		return all;
	}

	/** Every model, those of trainings that have ended by now included, oldest first. */
	list(): Model[] {
		for (const task of this.#tasks.values()) this.#finish(task);
		return [...this.#models.values()];
	}

	/** The models as a client's list has them: by id (M1). */
	show(): Model[] {
		return this.list().sort((a, b) => (a.id < b.id ? -1 : 1));
	}

	get(id: string): Model | undefined {
		return this.list().find((model) => model.id === id);
	}

	/** Deletes a model; says whether there was one. */
	delete(id: string): boolean {
		return this.#models.delete(id);
	}

	/** Predicts rows in the shape in which they come back (M4–M7), and counts them. */
	predict(model: Model, rows: Row[], showFactors = false): Row[] {
		this.predictionsLeft -= rows.length;
		model.predicted += rows.length;
		const { regressionShape } = this.switches;
		return rows.map((row) =>
			prediction(model, row, model.estimate(row), { showFactors, regressionShape }),
		);
	}

	/** Trains at once, and whatever `trainingEnds` says. Throws TrainingFailed. */
	train(training: Training): Model {
		return this.#train(training, this.datasets.get(training.datasetId)!);
	}

	/** Starts a training (T1); the id is the task's. */
	start(training: Training): string {
		const { trainingMs = 0, trainingEnds = 'SUCCEEDED' } = this.switches;
		const dataset = { ...this.datasets.get(training.datasetId)! };
		const model = trainingEnds === 'SUCCEEDED' ? this.#reusable(training) : undefined;
		const ms = model ? 0 : trainingMs;
		const isParsing = this.datasets.isParsing(dataset.id);
		const error = isParsing ? 'The dataset is still being parsed' : undefined;
		const id = newId();
		this.#tasks.set(id, { training, dataset, ms, endsAt: this.#now() + ms, model, error });
		return id;
	}

	/** How far a training has come (T2), and its model once it has succeeded (T3). */
	training(taskId: string): { status: string; metadata?: object; model?: Model } | undefined {
		const task = this.#tasks.get(taskId);
		if (task === undefined) return undefined;
		const left = this.#finish(task);
		const { ms, error, model } = task;
		if (left > ms * 0.75) return { status: 'PENDING' };
		const metadata = { estimate_seconds: Math.ceil(left / 1000) };
		if (left > 0) return { status: 'IN_PROGRESS', metadata };
		if (error !== undefined) return { status: 'FAILED', metadata: { error } };
		return { status: model ? 'SUCCEEDED' : 'UNKNOWN_TIMEOUT', model };
	}

	/** Ends a training whose time has come. Returns how many milliseconds are left. */
	#finish(task: Task): number {
		const { trainingEnds = 'SUCCEEDED' } = this.switches;
		const left = task.endsAt - this.#now();
		if (task.model || task.error !== undefined || left > 0) return left;
		try {
			if (trainingEnds === 'FAILED') throw new TrainingFailed('Training failed');
			if (trainingEnds === 'SUCCEEDED') task.model = this.#train(task.training, task.dataset);
		} catch (error) {
			if (!(error instanceof TrainingFailed)) throw error;
			task.error = error.message;
		}
		return left;
	}

	#train(training: Training, { name, fields, rows }: Dataset): Model {
		const { predictFields, ignoreFields: ignoredFields = [] } = training;
		const isTarget = ({ name: one }: Field) => predictFields.includes(one);
		const isUsed = (one: Field) => one.type !== 'unknown' && !ignoredFields.includes(one.name);
		const inputs = fields.filter((one) => !isTarget(one) && isUsed(one)).map((one) => one.name);
		const learned = () => learn(rows, inputs, fields.filter(isTarget));
		const asked = { name: `(model) ${name}`, predictFields, ignoredFields, inputs, api: true };
		const model = this.#reusable(training) ?? this.add({ ...asked, ...learned() });
		this.#trained.set(keyOf(training), model);
		return model;
	}

	/** The model of an equal training (T5), if it still exists. */
	#reusable(training: Training): Model | undefined {
		const model = this.#trained.get(keyOf(training));
		return training.force || !model || !this.#models.has(model.id) ? undefined : model;
	}
}

const keyOf = ({ force: _force, ...asked }: Training) =>
	JSON.stringify(Object.entries(asked).sort());
