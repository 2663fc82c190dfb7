import { RolecallError } from '../../core/errors.js'
import type { ContainerSource } from '../../core/source/machine.js'

/** This machine, and the agents of ECS and EKS (docs/contracts.md §2.1). */
const HTTP_HOSTS =
  /^(localhost|127(\.\d{1,3}){3}|\[::1\]|169\.254\.170\.2|169\.254\.170\.23|\[fd00:ec2::23\])$/

/**
 * Refuses a credentials endpoint that SDKs refuse, with a message that names the variable.
 * @throws RolecallError 'config'
 */
export function refuseContainerUrl({ uri }: Pick<ContainerSource, 'uri'>): void {
  const variable = 'AWS_CONTAINER_CREDENTIALS_FULL_URI'
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new RolecallError('config', `${variable} is not an http or https URL: ${uri}`, {
      hint: 'it looks like http://169.254.170.23/v1/credentials; unset it outside a container',
    })
  }
  if (url.protocol === 'https:' || HTTP_HOSTS.test(url.hostname)) return
  const what = `${variable} is plain HTTP to ${url.hostname}, which SDKs refuse`
  throw new RolecallError('config', what, {
    hint: 'use https, or an address of this machine or of the agent of ECS or EKS',
  })
}
