import type { CalledService, Explanation } from './explanation.js'

const NETWORK = new Set([
  ...['EADDRNOTAVAIL', 'EAI_AGAIN', 'ECONNABORTED', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTDOWN'],
  ...['EHOSTUNREACH', 'ENETDOWN', 'ENETUNREACH', 'ENOTFOUND', 'EPIPE', 'EPROTO', 'ETIMEDOUT'],
])

/** IAM has one endpoint for all regions of a partition. */
const OR_REGION: Readonly<Record<CalledService, string>> = {
  STS: ', or choose another region with --region',
  IAM: '',
  CloudTrail: '',
}

/** True for a code of Node that means that no connection was made. */
export function isNetworkFailure(code: string): boolean {
  return NETWORK.has(code)
}

/** Failures between rolecall and the service that it calls, and faults of the service itself. */
export const TRANSPORT_FAILURES: readonly Explanation[] = [
  {
    when: ({ code, message }) =>
      /^(Timeout|TooSlow)Error$/.test(code) || /exceeded the configured/.test(message),
    message: ({ service }) => `${service} did not respond in time`,
    hint: ({ service }) => `check the network, HTTPS_PROXY and NO_PROXY${OR_REGION[service]}`,
    errorCode: 'failed',
  },
  {
    when: ({ code }) => isNetworkFailure(code),
    message: ({ service, code, message }) => `${service} could not be reached: ${message || code}`,
    hint: ({ service }) =>
      `check the network, HTTPS_PROXY and NO_PROXY, ${service === 'STS' ? 'the region, ' : ''}and AWS_ENDPOINT_URL_${service.toUpperCase()} if it is set`,
    errorCode: 'failed',
  },
  {
    when: ({ code }) => /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(code),
    message: ({ service, code }) =>
      `the TLS certificate of the ${service} endpoint is not trusted (${code})`,
    hint: 'if a proxy inspects TLS, set AWS_CA_BUNDLE or ca_bundle to the path of its CA certificate, or add the certificate to those that the system trusts',
    errorCode: 'failed',
  },
  {
    when: ({ code, message }) =>
      /^(Unknown|HPE_)/.test(code) || /XML parse error|Deserialization error/.test(message),
    message: ({ service, status }) =>
      `the response is incomplete or did not come from ${service}${status === undefined ? '' : ` (HTTP ${status})`}`,
    hint: 'a proxy or a captive portal may have intercepted the request: check HTTPS_PROXY and the network',
    errorCode: 'failed',
  },
  {
    when: ({ status = 0 }) => status >= 500,
    message: ({ service, code }) => `${service} returned an internal error: ${code}`,
    hint: ({ service }) => `try again in a moment${OR_REGION[service]}`,
    errorCode: 'failed',
  },
  {
    when: ({ status }) => status === undefined,
    message: ({ service, code, message }) => `${service} could not be called: ${message || code}`,
    hint: 'this is not a response from AWS: check NODE_OPTIONS and the network; --debug shows where it failed',
    errorCode: 'failed',
  },
]
