import { PROFILE_NAMES, type Variable } from './variables.js'

const SECRETS: readonly string[] = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
]

/** Workflow commands for stdout, so that the runner hides the secrets in every log that follows. */
export function githubMasks(variables: readonly Variable[]): string {
  return variables
    .filter(({ name }) => SECRETS.includes(name))
    .flatMap(({ value }) => (value === undefined ? [] : [`::add-mask::${commandData(value)}\n`]))
    .join('')
}

/**
 * Lines to append to the file that GITHUB_ENV names, for the later steps of the job. No value holds a line break, so
 * the one-line form cannot be broken out of. The file can empty a variable but not unset it; to an SDK that is the
 * same, except for a profile.
 */
export function githubEnv(variables: readonly Variable[]): string {
  return variables
    .filter(({ name }) => !PROFILE_NAMES.includes(name))
    .map(({ name, value = '' }) => `${name}=${value}\n`)
    .join('')
}

/** The runner decodes the data of a command (actions/toolkit, command.ts); line breaks cannot occur. */
function commandData(value: string): string {
  return value.replaceAll('%', '%25')
}
