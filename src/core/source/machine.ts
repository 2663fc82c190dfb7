import type { Signer } from './keys.js'

/** The role of an EC2 instance. */
export interface InstanceMetadataSource {
  kind: 'ec2-instance-metadata'
  /** URL of the metadata service; by default the SDK's. */
  endpoint?: string
  /** What the service answered; unknown before it is asked. */
  signer?: Signer
}

/** The role of a container on ECS or EKS. */
export interface ContainerSource {
  kind: 'ecs-container'
  uri: string
  /** Path of the file with the authorization token. */
  tokenFile?: string
  /** SHA-256 of the authorization token, hex. */
  tokenHash?: string
  /** What the endpoint answered, if nothing else shows whose role it is. */
  signer?: Signer
}
