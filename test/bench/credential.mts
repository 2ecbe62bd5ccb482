import type { Job } from './job.mts';

/** What the credential's 'Requests per Second' holds where nothing shall limit. */
const NO_LIMIT = 100_000;

export const credentialOf = ({
	baseUrl,
	apiKey,
	limit,
}: Pick<Job, 'baseUrl' | 'apiKey' | 'limit'>) => ({
	apiKey,
	baseUrl,
	requestsPerSecond: limit === 'off' ? NO_LIMIT : 5,
});
