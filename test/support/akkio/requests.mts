/** The record of every request to the API, for tests that count requests or look at what they carried. */
export interface ReceivedRequest {
	method: string;
	/** Without the query, e.g. `/v1/datasets`. */
	path: string;
	query: Record<string, string>;
	/** The body if it was JSON, else undefined. */
	body: unknown;
	/** When it arrived, in milliseconds since 1970. */
	time: number;
	/** The HTTP status of the answer; undefined while there is none, and for good if it was cut. */
	status: number | undefined;
}

/** The most of these requests that came within any second: the second slides, as it does in Rate. */
export const mostInASecond = (requests: Array<Pick<ReceivedRequest, 'time'>>) =>
	requests.reduce((most, { time }) => {
		const within = requests.filter((one) => one.time >= time && one.time < time + 1000);
		return Math.max(most, within.length);
	}, 0);
