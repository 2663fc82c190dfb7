import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isInstalled } from '../test/support/commands.js'
import type { Machine } from './machine.js'
import type { Command } from './rounds.js'

/** Another helper that reads a cached session from the same keychain as rolecall. */
export interface Peer {
  name: string
  /** Allowed time of the launcher, as a share of the peer's. */
  ratio: number
  hit: (machine: Machine) => Command
}

/** Both keep an item as JSON with its data in Base64, below a label and an attribute `profile`. */
function remember(machine: Machine, key: string, data: object): void {
  const item = JSON.stringify({
    ...{ Key: key, Label: key, Description: '' },
    Data: Buffer.from(JSON.stringify(data)).toString('base64'),
  })
  const store = ['store', `--label=${key}`, '--collection=login', 'profile', key]
  execFileSync('secret-tool', store, { env: machine.env, input: item })
}

const EXPIRATION = new Date(Date.now() + 6 * 3600_000)
const SESSION = { SecretAccessKey: 's'.repeat(40), SessionToken: 't'.repeat(356) }

/** granted caches the credentials of a role. */
function granted(machine: Machine): Command {
  const folder = join(machine.env['XDG_CONFIG_HOME'] ?? '', 'granted')
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'config'),
    '[Keyring]\nBackend = "secret-service"\nLibSecretCollectionName = "login"\n',
  )
  remember(machine, 'dev', {
    ...SESSION,
    ...{ AccessKeyID: 'ASIAIOSFODNN7EXAMPLE', CanExpire: true, Expires: EXPIRATION.toISOString() },
  })
  const args = ['credential-process', '--profile', 'dev']
  return { file: 'granted', args, env: machine.env }
}

/** aws-vault caches the session of a key, and no role: a role would cost it a call of STS. */
function awsVault(machine: Machine): Command {
  const profile = Buffer.from('base').toString('base64url')
  const key = `sts.GetSessionToken,${profile},,${Math.floor(EXPIRATION.getTime() / 1000)}`
  remember(machine, key, {
    ...SESSION,
    ...{ AccessKeyId: 'ASIAIOSFODNN7EXAMPLE', Expiration: EXPIRATION.toISOString() },
  })
  remember(machine, 'base', {
    ...{ AccessKeyID: machine.key.accessKeyId, SecretAccessKey: machine.key.secretAccessKey },
  })
  const env = {
    ...machine.env,
    ...{ AWS_VAULT_BACKEND: 'secret-service', AWS_VAULT_SECRET_SERVICE_COLLECTION_NAME: 'login' },
  }
  const args = ['export', '--format=json', 'base']
  return { file: 'aws-vault', args, env }
}

const PEERS: readonly (Peer & { command: string })[] = [
  { command: 'granted', name: 'granted, its cached hit', ratio: 0.65, hit: granted },
  { command: 'aws-vault', name: 'aws-vault, a cached session', ratio: 0.5, hit: awsVault },
]

/** The peers in PATH, and the names of the others. */
export function peersHere(): { peers: readonly Peer[]; missing: readonly string[] } {
  const isHere = ({ command }: { command: string }): boolean =>
    isInstalled(command) && isInstalled('secret-tool')
  const missing = PEERS.filter((peer) => !isHere(peer))
  return { peers: PEERS.filter(isHere), missing: missing.map(({ name }) => name) }
}
