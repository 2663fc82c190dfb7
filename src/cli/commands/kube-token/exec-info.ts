import { isObject, parseObject } from '../../../core/json.js'

const VERSIONS = ['v1', 'v1beta1', 'v1alpha1'].map((name) => `client.authentication.k8s.io/${name}`)

/** Clients before Kubernetes 1.20 do not say what they want, and understand this. */
const DEFAULT_VERSION = 'client.authentication.k8s.io/v1beta1'

/**
 * The API version of the ExecCredential that a client asks for.
 * @param info KUBERNETES_EXEC_INFO: JSON with an `apiVersion`
 * @returns the version, and a note if the client asks for one that rolecall does not know
 */
export function execCredentialVersion(info: string | undefined): {
  version: string
  note?: string
} {
  if (!info) return { version: DEFAULT_VERSION }
  const asked = parseObject(info)
  const version = isObject(asked) ? asked['apiVersion'] : undefined
  const known = VERSIONS.find((each) => each === version)
  if (known !== undefined) return { version: known }
  return {
    version: DEFAULT_VERSION,
    note: `KUBERNETES_EXEC_INFO requests an unknown version of ExecCredential; rolecall prints ${DEFAULT_VERSION}`,
  }
}
