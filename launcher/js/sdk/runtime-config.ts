import packageInfo from '@aws-sdk/client-sts/package.json' with { type: 'json' }
import { calculateBodyLength } from '@smithy/core/serde'
import { getRuntimeConfig as shared } from '@aws-sdk/client-sts/dist-es/runtimeConfig.shared.js'
import { host } from '../host.js'
import { collected } from '../net/sdk-http-handler.js'
import { Sha256 } from './host-hash.js'

/**
 * In place of the SDK's `runtimeConfig`, which reads settings that rolecall gives
 * (src/sts/client.ts) and prepares what it never uses.
 */
export const getRuntimeConfig = (config: object) => ({
  ...shared(config),
  sha256: Sha256,
  ...config,
  runtime: 'node',
  bodyLengthChecker: calculateBodyLength,
  streamCollector: collected,
  defaultUserAgentProvider: async (): Promise<[string, string?][]> => [
    ['aws-sdk-js', packageInfo.version],
    ['ua', '2.1'],
    [`os/${host.platform}`],
    ['lang/js'],
    [`api/sts`, packageInfo.version],
  ],
})
