/**
 * What the test suites of the AWS SDKs expect, as data. The cases are those of the suites that
 * `from` names; names and values are written anew. They hold for rolecall too, unless `choice`
 * names the heading of a document that explains why rolecall differs.
 */
interface ConformanceCase {
  /** The suites that hold the case, shortened: `rust`, `java`, `c`, `botocore`, `go`, `js`. */
  from: string
  what: string
  /** `docs/FILE.md#heading`. The expected value is then rolecall's, not that of the suite. */
  choice?: string
}

/** The two AWS files of a case. Absent: the file is empty. */
export interface CaseFiles {
  /** Text of ~/.aws/config. */
  config?: string
  /** Text of ~/.aws/credentials. */
  credentials?: string
}

type Sections = Readonly<Record<string, Readonly<Record<string, string>>>>

/** How the two files are read. */
export interface ReadingCase extends ConformanceCase, CaseFiles {
  /** Every profile with all its keys. */
  profiles: Sections
  /** Sections `[sso-session NAME]` with all their keys; `{}` means that there is none. */
  sessions?: Sections
  services?: Sections
}

/** What a profile resolves to: who signs, and which roles are assumed. */
export interface PlanCase extends ConformanceCase, CaseFiles {
  /** As `--profile`; by default none is named. */
  profile?: string
  env?: Readonly<Record<string, string>>
  /** The first credentials, in the words of `sourceInWords`: `key AKIDBASE`, `instance`. */
  signs?: string
  /** Names of the roles in the order in which they are assumed. */
  roles?: readonly string[]
  /** Parameters of the last call; those that are not named may have any value. */
  last?: Readonly<Record<string, string | number | undefined>>
  /** Where STS is called; a member that is not named may have any value. */
  target?: {
    region?: string
    endpoint?: string | undefined
    fips?: boolean | undefined
    dualStack?: boolean | undefined
  }
  /** The message of the error, and then nothing is planned. */
  error?: RegExp
}
