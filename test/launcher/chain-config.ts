/**
 * The profiles `keys` with an access key, one named `first` with a role of account 222222222222,
 * and `chain` with a role of account 333333333333, which that one assumes.
 */
export const chainConfig = (first: string, second: string): string => `[profile keys]
region = eu-west-1

[profile ${first}]
role_arn = arn:aws:iam::222222222222:role/${first}
role_session_name = me
source_profile = keys

[profile chain]
role_arn = arn:aws:iam::333333333333:role/${second}
role_session_name = me
source_profile = ${first}
`
