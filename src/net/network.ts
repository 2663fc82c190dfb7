import type { Env } from '../core/env.js'
import type { Plan } from '../core/plan.js'
import { readNamed } from '../system/files/read-named.js'
import type { Host } from '../system/host.js'

/**
 * How AWS and identity providers are reached. The SDK itself reads neither the proxy variables nor
 * a CA bundle (docs/contracts.md §5).
 */
export interface Network {
  env: Env
  /** Certificate authorities in PEM that replace Node's own list. */
  ca?: string | string[]
}

/** The network for a plan: the proxy of the environment, and the plan's CA bundle. */
export function networkFor({ caBundle }: Pick<Plan, 'caBundle'>, host: Pick<Host, 'env'>): Network {
  return {
    env: host.env,
    ...(caBundle === undefined
      ? {}
      : { ca: readNamed(caBundle, caBundleFrom(caBundle, host.env)) }),
  }
}

/** What names the CA bundle: a variable, or else a profile. */
function caBundleFrom(caBundle: string, env: Env): string {
  const variables = ['AWS_CA_BUNDLE', 'REQUESTS_CA_BUNDLE']
  return variables.find((name) => env[name] === caBundle) ?? 'ca_bundle'
}
