import { processJson } from '../emit/process.js'
import { withoutOwnSettings } from '../emit/record.js'
import { resolvePlan } from '../plan/resolve.js'
import { readAwsFiles } from '../system/files/read-aws-files.js'
import type { Host } from '../system/host.js'
import { agentInputs, readOnFastPath } from '../system/process/find-agent.js'
import { cachedSession, type FastPath } from './cached-session.js'
import { plainWords } from './plain-words.js'

/**
 * Answers `rolecall process` from the cache with one keychain read, and loads only what a hit
 * needs. The full program handles every other case and every message.
 * @returns the JSON for stdout; undefined if this is another command, a miss, or has other flags
 */
export async function cachedProcess(host: Host, path: FastPath): Promise<string | undefined> {
  const [command, ...args] = host.argv
  // aws-vault's AWS_MIN_TTL is an option, and this is for calls without any.
  if (command !== 'process' || host.env['AWS_MIN_TTL'] || args.includes('--')) return undefined
  const words = plainWords(args)
  if (words?.format !== undefined || !words) return undefined
  try {
    const env = withoutOwnSettings(host.env)
    const agents = agentInputs(host, readOnFastPath(host))
    const inputs = { files: readAwsFiles(host), env, userName: host.userName(), agents }
    const plan = resolvePlan({ profile: words.profile }, inputs)
    const session = await cachedSession(host, plan, path)
    return session && processJson(session)
  } catch (error) {
    return void path.unanswered(error instanceof Error ? error.message : String(error))
  }
}
