import { readProfile } from '../aws-files/profile.js'
import type { StsTarget } from '../core/step.js'
import { withoutOwnSettings } from '../emit/record.js'
import { insecureUrlNotes } from '../plan/insecure-endpoint.js'
import { serviceEndpoint } from '../sources/endpoints.js'
import type { CommandContext } from './context.js'

/**
 * Where IAM is called for a profile, as its files and the environment say. Tells the user of an
 * endpoint without TLS.
 * @param region selects the partition, because IAM is global within one
 */
export function iamTarget(
  profile: string,
  region: string,
  { files, host, notify }: CommandContext,
): StsTarget {
  const endpoint = serviceEndpoint('iam', readProfile(files(), profile), {
    files: files(),
    env: withoutOwnSettings(host.env),
  })
  insecureUrlNotes([endpoint.endpoint]).forEach(notify)
  return { region, ...endpoint }
}
