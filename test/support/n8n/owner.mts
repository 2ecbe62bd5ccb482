import type { N8n } from './n8n.mts';

/** Who signs in to the n8n of a demonstration or a test. It listens on this computer only. */
export const OWNER = {
	email: 'demo@example.com',
	password: 'Akkio-demo-1',
	firstName: 'Demo',
	lastName: 'User',
};

/**
 * Makes the first user, or signs in where there already is one.
 * @returns the cookie for requests to n8n's own API
 */
export async function setUpOwner(n8n: N8n): Promise<string> {
	const made = await post(n8n, '/rest/owner/setup', OWNER);
	const { email, password } = OWNER;
	const signedIn = made.ok
		? made
		: await post(n8n, '/rest/login', { emailOrLdapLoginId: email, password });
	if (!signedIn.ok) throw new Error(`Signing in to n8n failed: ${await signedIn.text()}`);
	return signedIn.headers.getSetCookie()[0]!.split(';')[0]!;
}

/** Posts to n8n's own API, as its editor does. */
export async function post(n8n: N8n, path: string, body: object, cookie = ''): Promise<Response> {
	return await fetch(`${n8n.url}${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', cookie },
		body: JSON.stringify(body),
	});
}
