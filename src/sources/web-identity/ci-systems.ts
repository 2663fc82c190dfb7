import { envVar, type Env } from '../../core/env.js'

/** A CI system that gives its jobs an identity token. */
export interface CiSystem {
  name: string
  /** The value of `credential_source` that names it. */
  source: string
  /** Whether this process runs in a job of it. */
  isHere: (env: Env) => boolean
  /** Variables that may contain the token; the first that is set counts. */
  variables: readonly string[]
  /** A shell command line that prints it. */
  command?: string
  /** What a job has to have for a token: a predicate after its name. */
  needs: string
}

/** In the words of each system's documentation (docs/ci.md). */
const CI_SYSTEMS: readonly CiSystem[] = [
  {
    name: 'GitHub Actions',
    source: 'GitHubActions',
    isHere: (env) => env['GITHUB_ACTIONS'] === 'true',
    variables: [],
    needs: 'needs "permissions: id-token: write"',
  },
  {
    name: 'GitLab',
    source: 'GitLab',
    isHere: (env) => env['GITLAB_CI'] === 'true',
    variables: ['GITLAB_OIDC_TOKEN'],
    needs:
      'needs "id_tokens: GITLAB_OIDC_TOKEN: aud: sts.amazonaws.com"; for a variable of another name: rolecall_web_identity_token_env = NAME',
  },
  {
    name: 'CircleCI',
    source: 'CircleCI',
    isHere: (env) => env['CIRCLECI'] === 'true',
    variables: ['CIRCLE_OIDC_TOKEN_V2', 'CIRCLE_OIDC_TOKEN'],
    needs: 'needs a context, such as "context: aws": CircleCI sets CIRCLE_OIDC_TOKEN_V2 only then',
  },
  {
    name: 'Bitbucket Pipelines',
    source: 'Bitbucket',
    isHere: (env) => envVar(env, 'BITBUCKET_BUILD_NUMBER') !== undefined,
    variables: ['BITBUCKET_STEP_OIDC_TOKEN'],
    needs: 'needs "oidc: true" in its step',
  },
  {
    name: 'Buildkite',
    source: 'Buildkite',
    isHere: (env) => env['BUILDKITE'] === 'true',
    variables: [],
    command: 'buildkite-agent oidc request-token --audience sts.amazonaws.com',
    needs:
      'needs buildkite-agent in PATH, and "rolecall_credential_source = Buildkite" in the profile',
  },
  {
    name: 'Azure DevOps',
    source: 'AzureDevOps',
    isHere: (env) => env['TF_BUILD'] === 'True',
    variables: ['idToken'],
    needs: 'needs the task AzureCLI@2 with "addSpnToEnvironment: true", which sets idToken',
  },
]

/** The values of `credential_source` that stand for a CI system. No SDK knows them. */
export const CI_SOURCES: readonly string[] = CI_SYSTEMS.map(({ source }) => source)

/** @param value of `credential_source`, which is case-sensitive */
export function ciSystemOf(value: string | undefined): CiSystem | undefined {
  return CI_SYSTEMS.find(({ source }) => source === value)
}

/** The CI system whose job this process runs in. */
export function ciSystemHere(env: Env): CiSystem | undefined {
  return CI_SYSTEMS.find(({ isHere }) => isHere(env))
}

/** What a job of this system needs, as a hint. */
export function ciHint({ name, needs }: CiSystem): string {
  return `this ${name} job ${needs}`
}

/** The variable of a CI system that is set. */
export function tokenVariableOf({ variables }: CiSystem, env: Env): string | undefined {
  return variables.find((name) => envVar(env, name) !== undefined)
}
