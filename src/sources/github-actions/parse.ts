import { refuseControlCharacters } from '../../aws-files/profile.js'
import { envVar, type Env } from '../../core/env.js'
import { sha256 } from '../../core/digest/sha256.js'
import type { GithubActionsSource } from '../../core/source/tokens.js'

/** @returns undefined outside a GitHub Actions job with `permissions: id-token: write` */
export function parseGithubActions(env: Env): GithubActionsSource | undefined {
  const url = envVar(env, 'ACTIONS_ID_TOKEN_REQUEST_URL')
  const token = envVar(env, 'ACTIONS_ID_TOKEN_REQUEST_TOKEN')
  if (!url || !token) return undefined
  refuseControlCharacters(url, 'ACTIONS_ID_TOKEN_REQUEST_URL')
  return { kind: 'github-actions', url, tokenHash: sha256(token) }
}
