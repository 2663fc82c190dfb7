import { loadProfile } from '../../aws-files/load-profile.js'
import { type Profile } from '../../aws-files/profile.js'
import { envVar } from '../../core/env.js'
import type { ConfigInputs } from '../../sources/config-inputs.js'
import { parseEnvironment } from '../../sources/environment/parse.js'

/** In order of precedence. rolecall sets ROLECALL_PROFILE with the credentials that it exports. */
const PROFILE_VARIABLES = ['AWS_PROFILE', 'ROLECALL_PROFILE', 'AWS_DEFAULT_PROFILE']

/**
 * The first name in AWS_PROFILE, ROLECALL_PROFILE and AWS_DEFAULT_PROFILE that is accepted. Keys in
 * the environment win over the last one, as in every SDK that reads it (docs/contracts.md §3.5).
 */
export function namedByEnvironment(
  { env }: Pick<ConfigInputs, 'env'>,
  accept: (name: string) => boolean = () => true,
): string | undefined {
  const variables = parseEnvironment(env) ? PROFILE_VARIABLES.slice(0, -1) : PROFILE_VARIABLES
  return variables
    .map((variable) => envVar(env, variable))
    .find((name) => name !== undefined && accept(name))
}

/**
 * Loads a profile that must exist.
 * @param chain profiles that led to it, for the message
 * @throws RolecallError 'config' if it does not exist, 'usage' if the name is empty
 */
export function load(
  name: string,
  chain: readonly Profile[],
  { files, env }: Pick<ConfigInputs, 'files' | 'env'>,
): Profile {
  const variable = PROFILE_VARIABLES.find((each) => envVar(env, each) === name)
  if (chain.length === 0) return loadProfile(files, name, variable)
  // A profile that leads to a missing one is not what the user meant to write there.
  const leadingTo = chain.map((profile) => profile.name)
  return loadProfile(files, name, trail(chain, name), leadingTo)
}

/** Names for a message: `a -> b -> a`. */
export function trail(chain: readonly Profile[], last: string): string {
  return [...chain.map(({ name }) => name), last].join(' -> ')
}
