/** The models of one organization, without HTTP. Tests read them, and add ready-made ones. */
import { newId, type Dataset, type Datasets, type Switches } from './datasets.mts';
import { learn, type Estimate } from './learn.mts';
import { prediction } from './replies.mts';
import type { Row } from './rows.mts';

/** Behavior that is not known, or not certain, and so can be chosen. */
export interface ModelSwitches {
	/** Milliseconds of a training by v2: a quarter of them PENDING, then IN_PROGRESS (T2). */
	trainingMs?: number;
	/** How every training ends (U16). */
	trainingEnds?: 'SUCCEEDED' | 'FAILED' | 'UNKNOWN_TIMEOUT';
}

/** What a training is asked for (T1). The rest of what Akkio takes changes nothing here. */
export interface Training {
	datasetId: string;
	predictFields: string[];
	ignoreFields?: string[];
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
	/** How many rows it has predicted. */
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
}

/** The models that were added or trained, and the trainings that run. All in memory. */
export class Models {
	readonly datasets: Datasets;
	readonly switches: ModelSwitches;
	readonly #models = new Map<string, Model>();
	readonly #tasks = new Map<string, Task>();
	readonly #now: () => number;

	constructor(datasets: Datasets, switches: ModelSwitches & Switches = {}) {
		this.datasets = datasets;
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

	/** The same as a client's list has them: by id (M1). */
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
		model.predicted += rows.length;
		return rows.map((row) => prediction(model, row, model.estimate(row), showFactors));
	}

	/** Trains at once, and whatever `trainingEnds` says. */
	train(training: Training): Model {
		return this.#train(training, this.datasets.get(training.datasetId)!)!;
	}

	/** Starts a training (T1); the id is the task's. */
	start(training: Training): string {
		const id = newId();
		const { trainingMs: ms = 0 } = this.switches;
		const dataset = { ...this.datasets.get(training.datasetId)! };
		this.#tasks.set(id, { training, dataset, ms, endsAt: this.#now() + ms });
		return id;
	}

	/** How far a training has come (T2), and its model once it has succeeded (T3). */
	training(taskId: string): { status: string; metadata?: object; model?: Model } | undefined {
		const task = this.#tasks.get(taskId);
		if (task === undefined) return undefined;
		const left = task.endsAt - this.#now();
		if (left > task.ms * 0.75) return { status: 'PENDING' };
		const metadata = { estimate_seconds: Math.ceil(left / 1000) };
		if (left > 0) return { status: 'IN_PROGRESS', metadata };
		this.#finish(task);
		if (task.model) return { status: 'SUCCEEDED', model: task.model };
		const { trainingEnds } = this.switches;
		if (trainingEnds === 'UNKNOWN_TIMEOUT') return { status: trainingEnds };
		return { status: 'FAILED', metadata: { error: 'Training failed' } };
	}

	/** Ends a training whose time has come. */
	#finish(task: Task): void {
		const { trainingEnds = 'SUCCEEDED' } = this.switches;
		if (task.endsAt > this.#now() || trainingEnds !== 'SUCCEEDED') return;
		task.model ??= this.#train(task.training, task.dataset);
	}

	#train(training: Training, { name, fields, rows }: Dataset): Model | undefined {
		const { predictFields, ignoreFields: ignoredFields = [] } = training;
		const unused = [...predictFields, ...ignoredFields];
		const inputs = fields
			.filter((field) => field.type !== 'unknown' && !unused.includes(field.name))
			.map((field) => field.name);
		const estimate = learn(rows, inputs, predictFields);
		const all = { name: `(model) ${name}`, predictFields, ignoredFields, inputs, api: true };
		return estimate && this.add({ ...all, estimate });
	}
}
