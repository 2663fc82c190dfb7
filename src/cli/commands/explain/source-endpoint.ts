import { serviceUrl } from '../../../core/arn.js'
import type { Source } from '../../../core/source.js'

const METADATA_SERVICE = 'http://169.254.169.254'

/** Where the source's own credentials come from: who is asked, and at which URL. */
export interface SourceEndpoint {
  name: string
  url: string
}

/** @returns undefined for a source that no AWS service, agent or provider answers */
export function sourceEndpoint(source: Source): SourceEndpoint | undefined {
  switch (source.kind) {
    case 'sso':
      return {
        name: 'IAM Identity Center portal',
        url: source.endpoint ?? serviceUrl('portal.sso', source.region, source),
      }
    case 'login':
      return source.endpoint === undefined
        ? undefined
        : { name: 'sign-in endpoint', url: source.endpoint }
    case 'roles-anywhere':
      return {
        name: 'IAM Roles Anywhere endpoint',
        url: source.endpoint ?? serviceUrl('rolesanywhere', source.region, source),
      }
    case 'cognito':
      return {
        name: 'Amazon Cognito endpoint',
        url: source.endpoint ?? serviceUrl('cognito-identity', source.region, source),
      }
    case 'ecs-container':
      return { name: 'container endpoint', url: source.uri }
    case 'ec2-instance-metadata':
      return { name: 'instance metadata service', url: source.endpoint ?? METADATA_SERVICE }
    default:
      return undefined
  }
}
