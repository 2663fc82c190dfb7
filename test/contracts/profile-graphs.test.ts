import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromIni } from '@aws-sdk/credential-providers'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { isRolecallError } from '../../src/core/errors.js'
import type { Plan } from '../../src/core/plan.js'
import { askBotocore } from '../support/ask-botocore.js'
import { profileGraph, type ProfileGraph } from '../support/profile-graphs.js'
import { startWebServer, type WebServer } from '../support/web-server.js'
import { plan } from './conformance/planned.js'
import { FULL_TIMEOUT_MS, SEED, samplesOf } from './conformance/samples.js'

/**
 * Number of generated sets of profiles for which rolecall's plan is compared with the calls that
 * botocore and the JavaScript SDK would make. Where the two agree, rolecall agrees with them.
 */
const SAMPLES = samplesOf({ usual: 500, full: 5000 })

/** What was signed with what: access key IDs, or the ARN of the role that signs. */
type Outcome = { calls: [signer: string, role: string][]; key: string } | { error: string }

let folder: string
let machine: WebServer
let env: Record<string, string>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-graphs-'))
  writeFileSync(join(folder, 'token'), 'header.payload.signature')
  machine = await startWebServer(({ url = '', method }, response) => {
    if (method === 'PUT') response.end('metadata-token')
    else if (url.endsWith('/security-credentials/')) response.end('role')
    else response.end(machineCredentials(url === '/' ? 'EcsContainer' : 'Ec2InstanceMetadata'))
  })
  env = {
    AWS_ACCESS_KEY_ID: 'Environment',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${machine.url}/`,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: machine.url,
  }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await machine[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

test(
  'what botocore and the JavaScript SDK would sign, rolecall signs',
  async () => {
    const graphs = fc.sample(profileGraph, { numRuns: SAMPLES, seed: SEED })
    const cases = graphs.map(({ config, credentials }) => {
      return { config: withToken(config), credentials: withToken(credentials), profile: 'a' }
    })
    const botocore = askBotocore(cases)
    const agreed = { errors: 0, results: 0 }
    const differences: unknown[] = []
    for (const [index, one] of cases.entries()) {
      const right = await bySdk(one)
      if (essence(botocore[index]) !== essence(right)) continue
      agreed['error' in right ? 'errors' : 'results'] += 1
      const own = byRolecall(one)
      if (essence(own) !== essence(right)) differences.push({ ...one, right, own })
    }
    console.log(`${cases.length} sets of profiles, agreed: ${JSON.stringify(agreed)}, seed ${SEED}`)
    expect(differences.slice(0, 5)).toEqual([])
    expect(agreed.results).toBeGreaterThan(SAMPLES / 4)
    expect(agreed.errors).toBeGreaterThan(SAMPLES / 20)
  },
  FULL_TIMEOUT_MS,
)

interface Case extends ProfileGraph {
  profile: string
}

/** The path of the token file is known only now. */
function withToken(text: string): string {
  return text.replaceAll('TOKEN_FILE', join(folder, 'token'))
}

/** An error is an error, whatever its words are. */
function essence(outcome: Outcome | undefined): string {
  return outcome && 'key' in outcome ? JSON.stringify([outcome.calls, outcome.key]) : 'error'
}

async function bySdk({ config, credentials, profile }: Case): Promise<Outcome> {
  const [configFilepath, filepath] = [join(folder, 'config'), join(folder, 'credentials')]
  writeFileSync(configFilepath, config)
  writeFileSync(filepath, credentials)
  const calls: [string, string][] = []
  const assume = (signer: string, role = '') => {
    calls.push([signer, role])
    return Promise.resolve({ accessKeyId: role, secretAccessKey: 's', sessionToken: 't' })
  }
  const provider = fromIni({
    profile,
    configFilepath,
    filepath,
    ignoreCache: true,
    mfaCodeProvider: () => Promise.resolve('123456'),
    roleAssumer: ({ accessKeyId }, { RoleArn }) => assume(accessKeyId, RoleArn),
    roleAssumerWithWebIdentity: ({ RoleArn }) => assume('token', RoleArn),
  })
  try {
    const { accessKeyId } = await provider()
    return { calls, key: accessKeyId }
  } catch (error) {
    return { error: String(error) }
  }
}

function byRolecall(one: Case): Outcome {
  try {
    return outcomeOf(plan({ ...one, env, from: '', what: '' }))
  } catch (error) {
    if (!isRolecallError(error)) throw error
    return { error: error.message }
  }
}

/**
 * GetSessionToken is rolecall's own step, and does not change who signs. A token that is exchanged
 * for nothing ends in an error. For a profile without credentials, the two providers that are
 * compared give up; the chains around them go on to the machine, as rolecall does.
 */
function outcomeOf({ source, steps }: Plan): Outcome {
  if (source.kind in MACHINES && steps.length === 0) return { error: source.kind }
  let signer = 'accessKeyId' in source ? source.accessKeyId : MACHINES[source.kind]
  const calls: [string, string][] = []
  for (const { input } of steps) {
    if (!('RoleArn' in input) || input.RoleArn === undefined) continue
    calls.push([signer ?? source.kind, input.RoleArn])
    signer = input.RoleArn
  }
  return { calls, key: signer ?? source.kind }
}

const MACHINES: Record<string, string> = {
  'ec2-instance-metadata': 'Ec2InstanceMetadata',
  'ecs-container': 'EcsContainer',
  'web-identity-file': 'token',
}

function machineCredentials(id: string): string {
  const keys = { Code: 'Success', AccessKeyId: id, SecretAccessKey: 's', Token: 't' }
  const inAnHour = new Date(Date.now() + 3600_000).toISOString()
  return JSON.stringify({ ...keys, Expiration: inAnHour })
}
