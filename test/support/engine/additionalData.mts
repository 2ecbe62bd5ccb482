import type {
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	ICredentialType,
	IHttpRequestOptions,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

/** How n8n calls a credential whose `authenticate` is a function. */
type Sign = (
	credential: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
) => Promise<IHttpRequestOptions>;

/**
 * What the engine asks n8n for while it runs a workflow: one credential, in clear, and little else.
 * @param type the credential's class, as source or as built
 * @param hooks n8n-core's ExecutionLifecycleHooks
 */
export function additionalDataOf(
	type: ICredentialType & { authenticate: Sign },
	credential: ICredentialDataDecryptedObject,
	hooks?: object,
): IWorkflowExecuteAdditionalData {
	const url = 'http://localhost:5678/';
	return {
		...{ credentialsHelper: helperOf(type, credential), hooks, variables: {} },
		...{ executionId: '1', currentNodeExecutionIndex: 0 },
		...{ instanceBaseUrl: url, restApiUrl: url },
		...{ webhookWaitingBaseUrl: url, formWaitingBaseUrl: url },
	} as unknown as IWorkflowExecuteAdditionalData;
}

function helperOf(
	type: ICredentialType & { authenticate: Sign },
	credential: ICredentialDataDecryptedObject,
): Partial<ICredentialsHelper> {
	return {
		getParentTypes: () => [],
		isCredentialUsableByNode: () => true,
		getCredentialsProperties: () => type.properties,
		authenticate: async (data, _type, request) =>
			await type.authenticate(data, request as IHttpRequestOptions),
		preAuthentication: async () => undefined,
		runPreAuthentication: async () => undefined,
		/** As n8n does: fields may be expressions over the item, unless it is asked for them as they are. */
		async getDecrypted(...[, , , mode, executeData, isRaw, values]) {
			const data = { ...credential };
			const isByExpression = Object.values(data).some((one) => String(one).startsWith('='));
			if (isRaw || !isByExpression || !values) return data;
			const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } = values;
			return workflow.expression.getParameterValue(
				...[data as never, runExecutionData, runIndex, itemIndex, node.name, connectionInputData],
				...[mode, {}, executeData],
			) as ICredentialDataDecryptedObject;
		},
	};
}
