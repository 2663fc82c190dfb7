import { PROFILE_NAMES, type Variable } from './variables.js'

const SECRETS: readonly string[] = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
]

/** Workflow commands for stdout that make the runner mask the secrets in all later logs. */
export function githubMasks(variables: readonly Variable[]): string {
  return variables
    .filter(({ name }) => SECRETS.includes(name))
    .flatMap(({ value }) => (value === undefined ? [] : [`::add-mask::${commandData(value)}\n`]))
    .join('')
}

/**
 * Lines to append to the file that GITHUB_ENV names, for later steps of the job. Values contain no
 * line break, so that the one-line form is safe. The file can empty a variable but not unset it,
 * which is the same to an SDK except for the profile variables.
 */
export function githubEnv(variables: readonly Variable[]): string {
  return variables
    .filter(({ name }) => !PROFILE_NAMES.includes(name))
    .map(({ name, value = '' }) => `${name}=${value}\n`)
    .join('')
}

/** Escapes the data of a workflow command (actions/toolkit); it has no line breaks. */
function commandData(value: string): string {
  return value.replaceAll('%', '%25')
}
