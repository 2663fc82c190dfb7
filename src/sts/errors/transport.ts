import type { Explanation } from './explanation.js'

const NETWORK =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPROTO)$/

/** True for a code of Node that means that no connection was made. */
export function isNetworkFailure(code: string): boolean {
  return NETWORK.test(code)
}

/** Failures between rolecall and STS, and faults of STS itself. */
export const TRANSPORT_FAILURES: readonly Explanation[] = [
  {
    when: ({ code, message }) =>
      /^(Timeout|TooSlow)Error$/.test(code) || /exceeded the configured/.test(message),
    message: 'STS did not respond in time',
    hint: 'check the network, HTTPS_PROXY and NO_PROXY, or choose another region with --region',
    errorCode: 'failed',
  },
  {
    when: ({ code }) => isNetworkFailure(code),
    message: ({ code, message }) => `STS could not be reached: ${message || code}`,
    hint: 'check the network, HTTPS_PROXY and NO_PROXY, the region, and AWS_ENDPOINT_URL_STS if it is set',
    errorCode: 'failed',
  },
  {
    when: ({ code }) => /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(code),
    message: ({ code }) => `the endpoint's TLS certificate is not trusted (${code})`,
    hint: 'if a proxy inspects TLS, set AWS_CA_BUNDLE or ca_bundle to the path of its CA certificate, or add the certificate to those that the system trusts',
    errorCode: 'failed',
  },
  {
    when: ({ code, message }) =>
      /^(Unknown|HPE_)/.test(code) || /XML parse error|Deserialization error/.test(message),
    message: ({ status }) =>
      `the response is incomplete or did not come from STS${status === undefined ? '' : ` (HTTP ${status})`}`,
    hint: 'a proxy or a captive portal may have intercepted the request: check HTTPS_PROXY and the network',
    errorCode: 'failed',
  },
  {
    when: ({ status = 0 }) => status >= 500,
    message: ({ code }) => `STS returned an internal error: ${code}`,
    hint: 'try again in a moment, or choose another region with --region',
    errorCode: 'failed',
  },
  {
    when: ({ status }) => status === undefined,
    message: ({ code, message }) => `STS could not be called: ${message || code}`,
    hint: 'this is not a response from AWS: check NODE_OPTIONS and the network; --debug shows where it failed',
    errorCode: 'failed',
  },
]
