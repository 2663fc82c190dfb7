import type { StsServer } from './api.js'
import type { Caller } from './authenticate.js'
import type { Input } from './input.js'
import type { User } from './model.js'

/** A call of IAM by an authenticated caller. */
export interface IamCall {
  input: Input
  caller: Caller
  /** The user that the call is about. */
  user: User
  now: number
  /** The STS whose users these are, and whose devices know which codes were used. */
  sts: StsServer
  /** Members of a list in one response. */
  pageSize: number
  /** Requests that do not see a change of this one. */
  lag: number
}
