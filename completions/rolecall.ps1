# rolecall completion, generated from the command specs by npm run completions
$global:RolecallCompletion = @{
  'env' = @{
    Flags = @('--format', '--unset', '--keep-profile', '--profile', '--role-arn', '--source-profile', '--mfa-serial', '--external-id', '--saml-provider-arn', '--duration', '--session-name', '--source-identity', '--tag', '--transitive-tag', '--policy', '--policy-arn', '--read-only', '--view-only', '--only', '--on', '--region', '--no-session', '--mfa-code', '--saml-assertion', '--min-ttl', '--refresh', '--no-cache', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--format' = @('env', 'env-no-export', 'fish', 'powershell', 'windows-cmd', 'nushell', 'process', 'json', 'ini', 'github'); '--profile' = 'profile'; '--role-arn' = @(); '--source-profile' = 'profile'; '--mfa-serial' = @(); '--external-id' = @(); '--saml-provider-arn' = @(); '--duration' = @(); '--session-name' = @(); '--source-identity' = @(); '--tag' = @(); '--transitive-tag' = @(); '--policy' = @(); '--policy-arn' = @(); '--only' = @(); '--on' = @(); '--region' = 'region'; '--mfa-code' = @(); '--saml-assertion' = 'file'; '--min-ttl' = @(); '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'exec' = @{
    Flags = @('--serve', '--keep-profile', '--profile', '--role-arn', '--source-profile', '--mfa-serial', '--external-id', '--saml-provider-arn', '--duration', '--session-name', '--source-identity', '--tag', '--transitive-tag', '--policy', '--policy-arn', '--read-only', '--view-only', '--only', '--on', '--region', '--no-session', '--mfa-code', '--saml-assertion', '--min-ttl', '--refresh', '--no-cache', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--profile' = 'profile'; '--role-arn' = @(); '--source-profile' = 'profile'; '--mfa-serial' = @(); '--external-id' = @(); '--saml-provider-arn' = @(); '--duration' = @(); '--session-name' = @(); '--source-identity' = @(); '--tag' = @(); '--transitive-tag' = @(); '--policy' = @(); '--policy-arn' = @(); '--only' = @(); '--on' = @(); '--region' = 'region'; '--mfa-code' = @(); '--saml-assertion' = 'file'; '--min-ttl' = @(); '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'process' = @{
    Flags = @('--profile', '--role-arn', '--source-profile', '--mfa-serial', '--external-id', '--saml-provider-arn', '--duration', '--session-name', '--source-identity', '--tag', '--transitive-tag', '--policy', '--policy-arn', '--read-only', '--view-only', '--only', '--on', '--region', '--no-session', '--mfa-code', '--saml-assertion', '--min-ttl', '--refresh', '--no-cache', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--profile' = 'profile'; '--role-arn' = @(); '--source-profile' = 'profile'; '--mfa-serial' = @(); '--external-id' = @(); '--saml-provider-arn' = @(); '--duration' = @(); '--session-name' = @(); '--source-identity' = @(); '--tag' = @(); '--transitive-tag' = @(); '--policy' = @(); '--policy-arn' = @(); '--only' = @(); '--on' = @(); '--region' = 'region'; '--mfa-code' = @(); '--saml-assertion' = 'file'; '--min-ttl' = @(); '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'serve' = @{
    Flags = @('--port', '--imds', '--token-file', '--format', '--profile', '--role-arn', '--source-profile', '--mfa-serial', '--external-id', '--saml-provider-arn', '--duration', '--session-name', '--source-identity', '--tag', '--transitive-tag', '--policy', '--policy-arn', '--read-only', '--view-only', '--only', '--on', '--region', '--no-session', '--mfa-code', '--saml-assertion', '--min-ttl', '--refresh', '--no-cache', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--port' = @(); '--token-file' = 'file'; '--format' = @('env', 'fish', 'powershell', 'windows-cmd', 'nushell', 'json'); '--profile' = 'profile'; '--role-arn' = @(); '--source-profile' = 'profile'; '--mfa-serial' = @(); '--external-id' = @(); '--saml-provider-arn' = @(); '--duration' = @(); '--session-name' = @(); '--source-identity' = @(); '--tag' = @(); '--transitive-tag' = @(); '--policy' = @(); '--policy-arn' = @(); '--only' = @(); '--on' = @(); '--region' = 'region'; '--mfa-code' = @(); '--saml-assertion' = 'file'; '--min-ttl' = @(); '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'use' = @{
    Flags = @('--export', '--unset', '--keep-profile', '--profile', '--role-arn', '--source-profile', '--mfa-serial', '--external-id', '--saml-provider-arn', '--duration', '--session-name', '--source-identity', '--tag', '--transitive-tag', '--policy', '--policy-arn', '--read-only', '--view-only', '--only', '--on', '--region', '--no-session', '--mfa-code', '--saml-assertion', '--min-ttl', '--refresh', '--no-cache', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--profile' = 'profile'; '--role-arn' = @(); '--source-profile' = 'profile'; '--mfa-serial' = @(); '--external-id' = @(); '--saml-provider-arn' = @(); '--duration' = @(); '--session-name' = @(); '--source-identity' = @(); '--tag' = @(); '--transitive-tag' = @(); '--policy' = @(); '--policy-arn' = @(); '--only' = @(); '--on' = @(); '--region' = 'region'; '--mfa-code' = @(); '--saml-assertion' = 'file'; '--min-ttl' = @(); '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'console' = @{
    Flags = @('--service', '--path', '--print', '--qr', '--browser', '--container', '--private', '--sign-out', '--profile', '--role-arn', '--source-profile', '--mfa-serial', '--external-id', '--saml-provider-arn', '--duration', '--session-name', '--source-identity', '--tag', '--transitive-tag', '--policy', '--policy-arn', '--read-only', '--view-only', '--only', '--on', '--region', '--no-session', '--mfa-code', '--saml-assertion', '--min-ttl', '--refresh', '--no-cache', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--service' = @('accessanalyzer', 'acm', 'amplify', 'apigateway', 'apprunner', 'appsync', 'athena', 'backup', 'batch', 'bedrock', 'billing', 'budgets', 'cfn', 'cloudformation', 'cloudfront', 'cloudshell', 'cloudtrail', 'cloudwatch', 'codeartifact', 'codebuild', 'codecommit', 'codedeploy', 'codepipeline', 'cognito', 'config', 'controltower', 'costexplorer', 'cw', 'ddb', 'directconnect', 'dms', 'dynamodb', 'eb', 'ec2', 'ecr', 'ecs', 'efs', 'eks', 'elasticache', 'elasticbeanstalk', 'elb', 'emr', 'eventbridge', 'events', 'firehose', 'fsx', 'glue', 'guardduty', 'iam', 'identity-center', 'iot', 'kinesis', 'kms', 'lambda', 'logs', 'mq', 'msk', 'opensearch', 'organizations', 'parameters', 'quicksight', 'r53', 'ram', 'rds', 'redshift', 'route53', 's3', 'sagemaker', 'secrets', 'secretsmanager', 'securityhub', 'servicecatalog', 'servicequotas', 'ses', 'sfn', 'sm', 'sns', 'sqs', 'ssm', 'sso', 'states', 'stepfunctions', 'support', 'systems-manager', 'transfer', 'trustedadvisor', 'vpc', 'waf', 'wellarchitected', 'workspaces', 'xray'); '--path' = @(); '--browser' = @(); '--profile' = 'profile'; '--role-arn' = @(); '--source-profile' = 'profile'; '--mfa-serial' = @(); '--external-id' = @(); '--saml-provider-arn' = @(); '--duration' = @(); '--session-name' = @(); '--source-identity' = @(); '--tag' = @(); '--transitive-tag' = @(); '--policy' = @(); '--policy-arn' = @(); '--only' = @(); '--on' = @(); '--region' = 'region'; '--mfa-code' = @(); '--saml-assertion' = 'file'; '--min-ttl' = @(); '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'kube-token' = @{
    Flags = @('--cluster', '--profile', '--role-arn', '--source-profile', '--mfa-serial', '--external-id', '--saml-provider-arn', '--duration', '--session-name', '--source-identity', '--tag', '--transitive-tag', '--policy', '--policy-arn', '--read-only', '--view-only', '--only', '--on', '--region', '--no-session', '--mfa-code', '--saml-assertion', '--min-ttl', '--refresh', '--no-cache', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--cluster' = 'kube-cluster'; '--profile' = 'profile'; '--role-arn' = @(); '--source-profile' = 'profile'; '--mfa-serial' = @(); '--external-id' = @(); '--saml-provider-arn' = @(); '--duration' = @(); '--session-name' = @(); '--source-identity' = @(); '--tag' = @(); '--transitive-tag' = @(); '--policy' = @(); '--policy-arn' = @(); '--only' = @(); '--on' = @(); '--region' = 'region'; '--mfa-code' = @(); '--saml-assertion' = 'file'; '--min-ttl' = @(); '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'init' = @{
    Flags = @('--no-input', '--store', '--debug', '--help')
    Words = @('bash', 'zsh', 'fish', 'powershell')
    Values = @{ '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'login' = @{
    Flags = @('--profile', '--role-arn', '--source-profile', '--mfa-serial', '--external-id', '--saml-provider-arn', '--duration', '--session-name', '--source-identity', '--tag', '--transitive-tag', '--policy', '--policy-arn', '--read-only', '--view-only', '--only', '--on', '--region', '--no-session', '--mfa-code', '--saml-assertion', '--min-ttl', '--refresh', '--no-cache', '--device', '--client-secret-from', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--profile' = 'profile'; '--role-arn' = @(); '--source-profile' = 'profile'; '--mfa-serial' = @(); '--external-id' = @(); '--saml-provider-arn' = @(); '--duration' = @(); '--session-name' = @(); '--source-identity' = @(); '--tag' = @(); '--transitive-tag' = @(); '--policy' = @(); '--policy-arn' = @(); '--only' = @(); '--on' = @(); '--region' = 'region'; '--mfa-code' = @(); '--saml-assertion' = 'file'; '--min-ttl' = @(); '--client-secret-from' = 'file'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'logout' = @{
    Flags = @('--all', '--sign-out', '--profile', '--no-input', '--store', '--debug', '--help')
    Words = 'session'
    Values = @{ '--profile' = 'profile'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'status' = @{
    Flags = @('--json', '--no-input', '--store', '--debug', '--help')
    Words = @()
    Values = @{ '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'revoke' = @{
    Flags = @('--session', '--source-identity', '--before', '--as', '--undo', '--force', '--key', '--yes', '--dry-run', '--print', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--session' = @(); '--source-identity' = @(); '--before' = @(); '--as' = 'profile'; '--key' = @(); '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'history' = @{
    Flags = @('--since', '--until', '--account', '--profile', '--role', '--limit', '--cloudtrail', '--as', '--json', '--no-input', '--store', '--debug', '--help')
    Words = @()
    Values = @{ '--since' = @(); '--until' = @(); '--account' = @(); '--profile' = 'profile'; '--role' = @(); '--limit' = @(); '--as' = 'profile'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'store' = @{
    Flags = @('--json', '--yes', '--no-input', '--store', '--debug', '--help')
    Words = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none', 'auto')
    Values = @{ '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'add' = @{
    Flags = @('--csv', '--from-env', '--stdin', '--region', '--mfa-serial', '--replace', '--no-verify', '--root', '--profile', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--csv' = 'file'; '--region' = 'region'; '--mfa-serial' = @(); '--profile' = 'profile'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'import' = @{
    Flags = @('--from', '--backend', '--as', '--dry-run', '--keep', '--replace', '--no-verify', '--root', '--yes', '--profile', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--from' = @('credentials', 'aws-vault', 'granted', 'csv', 'environment'); '--backend' = @('keychain', 'wincred', 'secret-service', 'kwallet', 'pass', 'file'); '--as' = 'profile'; '--profile' = 'profile'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'keys' = @{
    Flags = @('--json', '--online', '--no-input', '--store', '--debug', '--help')
    Words = @()
    Values = @{ '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'rotate' = @{
    Flags = @('--all', '--older-than', '--delete-old', '--delete-inactive', '--json', '--yes', '--profile', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--older-than' = @(); '--profile' = 'profile'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'remove' = @{
    Flags = @('--deactivate', '--delete', '--yes', '--profile', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--profile' = 'profile'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'mfa' = @{
    Flags = @('--help')
    Words = @('add', 'list', 'import', 'code', 'sync', 'remove')
    Values = @{  }
  }
  'mfa add' = @{
    Flags = @('--no-store', '--replace', '--profile', '--no-input', '--store', '--debug', '--help')
    Words = @()
    Values = @{ '--profile' = 'profile'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'mfa list' = @{
    Flags = @('--json', '--online', '--profile', '--no-input', '--store', '--debug', '--help')
    Words = @()
    Values = @{ '--profile' = 'profile'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'mfa import' = @{
    Flags = @('--stdin', '--mfa-serial', '--replace', '--no-verify', '--profile', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--mfa-serial' = @(); '--profile' = 'profile'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'mfa code' = @{
    Flags = @('--profile', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--profile' = 'profile'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'mfa sync' = @{
    Flags = @('--profile', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--profile' = 'profile'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'mfa remove' = @{
    Flags = @('--local', '--yes', '--profile', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--profile' = 'profile'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'list' = @{
    Flags = @('--name', '--account', '--role', '--json', '--no-input', '--store', '--debug', '--help')
    Words = @()
    Values = @{ '--name' = @(); '--account' = @(); '--role' = @(); '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'accounts' = @{
    Flags = @('--account', '--role', '--refresh', '--device', '--sso-region', '--json', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--account' = @(); '--role' = @(); '--sso-region' = 'region'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'explain' = @{
    Flags = @('--profile', '--role-arn', '--source-profile', '--mfa-serial', '--external-id', '--saml-provider-arn', '--duration', '--session-name', '--source-identity', '--tag', '--transitive-tag', '--policy', '--policy-arn', '--read-only', '--view-only', '--only', '--on', '--region', '--no-session', '--json', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--profile' = 'profile'; '--role-arn' = @(); '--source-profile' = 'profile'; '--mfa-serial' = @(); '--external-id' = @(); '--saml-provider-arn' = @(); '--duration' = @(); '--session-name' = @(); '--source-identity' = @(); '--tag' = @(); '--transitive-tag' = @(); '--policy' = @(); '--policy-arn' = @(); '--only' = @(); '--on' = @(); '--region' = 'region'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'doctor' = @{
    Flags = @('--profile', '--json', '--offline', '--fix', '--yes', '--report', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--profile' = 'profile'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'whoami' = @{
    Flags = @('--profile', '--json', '--role-arn', '--source-profile', '--mfa-serial', '--external-id', '--saml-provider-arn', '--duration', '--session-name', '--source-identity', '--tag', '--transitive-tag', '--policy', '--policy-arn', '--read-only', '--view-only', '--only', '--on', '--region', '--no-session', '--mfa-code', '--saml-assertion', '--min-ttl', '--refresh', '--no-cache', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--profile' = 'profile'; '--role-arn' = @(); '--source-profile' = 'profile'; '--mfa-serial' = @(); '--external-id' = @(); '--saml-provider-arn' = @(); '--duration' = @(); '--session-name' = @(); '--source-identity' = @(); '--tag' = @(); '--transitive-tag' = @(); '--policy' = @(); '--policy-arn' = @(); '--only' = @(); '--on' = @(); '--region' = 'region'; '--mfa-code' = @(); '--saml-assertion' = 'file'; '--min-ttl' = @(); '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'configure' = @{
    Flags = @('--profile', '--role-arn', '--source-profile', '--credential-source', '--mfa-serial', '--external-id', '--session-name', '--duration', '--region', '--sso-session', '--sso-start-url', '--sso-region', '--cluster', '--context', '--read-only', '--view-only', '--only', '--on', '--unset', '--adopt', '--dry-run', '--yes', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--profile' = 'profile'; '--role-arn' = @(); '--source-profile' = 'profile'; '--credential-source' = @('Environment', 'Ec2InstanceMetadata', 'EcsContainer'); '--mfa-serial' = @(); '--external-id' = @(); '--session-name' = @(); '--duration' = @(); '--region' = 'region'; '--sso-session' = @(); '--sso-start-url' = @(); '--sso-region' = 'region'; '--cluster' = 'kube-cluster'; '--context' = 'kube-context'; '--only' = @(); '--on' = @(); '--unset' = @(); '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'populate' = @{
    Flags = @('--template', '--prefix', '--region', '--prune', '--remove', '--adopt', '--dry-run', '--device', '--sso-region', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--template' = @(); '--prefix' = @(); '--region' = 'region'; '--sso-region' = 'region'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'adopt' = @{
    Flags = @('--all', '--dry-run', '--by-name', '--profile', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--profile' = 'profile'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'eject' = @{
    Flags = @('--all', '--dry-run', '--profile', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--profile' = 'profile'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'sts' = @{
    Flags = @('--help')
    Words = @('assume-role', 'assume-role-with-saml', 'assume-role-with-web-identity', 'assume-root', 'decode-authorization-message', 'get-access-key-info', 'get-caller-identity', 'get-delegated-access-token', 'get-federation-token', 'get-session-token', 'get-web-identity-token')
    Values = @{  }
  }
  'sts assume-role' = @{
    Flags = @('--role-arn', '--role-session-name', '--policy-arns', '--policy', '--duration-seconds', '--tags', '--transitive-tag-keys', '--external-id', '--serial-number', '--token-code', '--source-identity', '--provided-contexts', '--minimum-session-token-size', '--format', '--profile', '--region', '--no-input', '--store', '--debug', '--help')
    Words = @()
    Values = @{ '--role-arn' = @(); '--role-session-name' = @(); '--policy-arns' = @(); '--policy' = @(); '--duration-seconds' = @(); '--tags' = @(); '--transitive-tag-keys' = @(); '--external-id' = @(); '--serial-number' = @(); '--token-code' = @(); '--source-identity' = @(); '--provided-contexts' = @(); '--minimum-session-token-size' = @(); '--format' = @('env', 'env-no-export', 'fish', 'powershell', 'windows-cmd', 'nushell', 'process', 'json', 'ini', 'github'); '--profile' = 'profile'; '--region' = 'region'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'sts assume-role-with-saml' = @{
    Flags = @('--role-arn', '--principal-arn', '--saml-assertion', '--policy-arns', '--policy', '--duration-seconds', '--minimum-session-token-size', '--format', '--profile', '--region', '--no-input', '--store', '--debug', '--help')
    Words = @()
    Values = @{ '--role-arn' = @(); '--principal-arn' = @(); '--saml-assertion' = @(); '--policy-arns' = @(); '--policy' = @(); '--duration-seconds' = @(); '--minimum-session-token-size' = @(); '--format' = @('env', 'env-no-export', 'fish', 'powershell', 'windows-cmd', 'nushell', 'process', 'json', 'ini', 'github'); '--profile' = 'profile'; '--region' = 'region'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'sts assume-role-with-web-identity' = @{
    Flags = @('--role-arn', '--role-session-name', '--web-identity-token', '--provider-id', '--policy-arns', '--policy', '--duration-seconds', '--minimum-session-token-size', '--format', '--profile', '--region', '--no-input', '--store', '--debug', '--help')
    Words = @()
    Values = @{ '--role-arn' = @(); '--role-session-name' = @(); '--web-identity-token' = @(); '--provider-id' = @(); '--policy-arns' = @(); '--policy' = @(); '--duration-seconds' = @(); '--minimum-session-token-size' = @(); '--format' = @('env', 'env-no-export', 'fish', 'powershell', 'windows-cmd', 'nushell', 'process', 'json', 'ini', 'github'); '--profile' = 'profile'; '--region' = 'region'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'sts assume-root' = @{
    Flags = @('--target-principal', '--task-policy-arn', '--duration-seconds', '--minimum-session-token-size', '--format', '--profile', '--region', '--no-input', '--store', '--debug', '--help')
    Words = @()
    Values = @{ '--target-principal' = @(); '--task-policy-arn' = @(); '--duration-seconds' = @(); '--minimum-session-token-size' = @(); '--format' = @('env', 'env-no-export', 'fish', 'powershell', 'windows-cmd', 'nushell', 'process', 'json', 'ini', 'github'); '--profile' = 'profile'; '--region' = 'region'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'sts decode-authorization-message' = @{
    Flags = @('--encoded-message', '--profile', '--region', '--no-input', '--store', '--debug', '--help')
    Words = @()
    Values = @{ '--encoded-message' = @(); '--profile' = 'profile'; '--region' = 'region'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'sts get-access-key-info' = @{
    Flags = @('--access-key-id', '--online', '--profile', '--region', '--no-input', '--store', '--debug', '--help')
    Words = @()
    Values = @{ '--access-key-id' = @(); '--profile' = 'profile'; '--region' = 'region'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'sts get-caller-identity' = @{
    Flags = @('--profile', '--region', '--no-input', '--store', '--debug', '--help')
    Words = @()
    Values = @{ '--profile' = 'profile'; '--region' = 'region'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'sts get-delegated-access-token' = @{
    Flags = @('--trade-in-token', '--format', '--profile', '--region', '--no-input', '--store', '--debug', '--help')
    Words = @()
    Values = @{ '--trade-in-token' = @(); '--format' = @('env', 'env-no-export', 'fish', 'powershell', 'windows-cmd', 'nushell', 'process', 'json', 'ini', 'github'); '--profile' = 'profile'; '--region' = 'region'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'sts get-federation-token' = @{
    Flags = @('--name', '--policy', '--policy-arns', '--duration-seconds', '--tags', '--minimum-session-token-size', '--format', '--profile', '--region', '--no-input', '--store', '--debug', '--help')
    Words = @()
    Values = @{ '--name' = @(); '--policy' = @(); '--policy-arns' = @(); '--duration-seconds' = @(); '--tags' = @(); '--minimum-session-token-size' = @(); '--format' = @('env', 'env-no-export', 'fish', 'powershell', 'windows-cmd', 'nushell', 'process', 'json', 'ini', 'github'); '--profile' = 'profile'; '--region' = 'region'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'sts get-session-token' = @{
    Flags = @('--duration-seconds', '--serial-number', '--token-code', '--minimum-session-token-size', '--format', '--profile', '--region', '--no-input', '--store', '--debug', '--help')
    Words = @()
    Values = @{ '--duration-seconds' = @(); '--serial-number' = @(); '--token-code' = @(); '--minimum-session-token-size' = @(); '--format' = @('env', 'env-no-export', 'fish', 'powershell', 'windows-cmd', 'nushell', 'process', 'json', 'ini', 'github'); '--profile' = 'profile'; '--region' = 'region'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'sts get-web-identity-token' = @{
    Flags = @('--audience', '--duration-seconds', '--signing-algorithm', '--tags', '--profile', '--region', '--no-input', '--store', '--debug', '--help')
    Words = @()
    Values = @{ '--audience' = @(); '--duration-seconds' = @(); '--signing-algorithm' = @(); '--tags' = @(); '--profile' = 'profile'; '--region' = 'region'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'saml' = @{
    Flags = @('--profile', '--saml-assertion', '--json', '--no-input', '--store', '--debug', '--help')
    Words = 'profile'
    Values = @{ '--profile' = 'profile'; '--saml-assertion' = 'file'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
  'decode' = @{
    Flags = @('--profile', '--region', '--json', '--no-input', '--store', '--debug', '--help')
    Words = @()
    Values = @{ '--profile' = 'profile'; '--region' = 'region'; '--store' = @('keychain', 'kernel', 'file', 'pass', 'keytar', 'none') }
  }
}

Register-ArgumentCompleter -Native -CommandName rolecall -ScriptBlock {
  param($word, $ast, $position)
  $before = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { "$_" })
  $typed = $word.Trim([char[]]"'`"")
  if ($before.Count -lt 2) {
    $offers = @($global:RolecallCompletion.Keys | Where-Object { $_ -notlike '* *' }) + '--help', '--version'
  } else {
    $command = $global:RolecallCompletion[($before | Select-Object -Skip 1 -First 2) -join ' ']
    if (-not $command) { $command = $global:RolecallCompletion[$before[1]] }
    if (-not $command) { return }
    $values = $command.Values[$before[-1]]
    if ($null -eq $values) { $values = if ($word -like '-*') { $command.Flags } else { $command.Words } }
    $offers = if ($values -is [string]) {
      if ($values -eq 'file') { return }
      $program = Get-Command rolecall -CommandType 'Application', 'ExternalScript' -TotalCount 1
      & $program __complete $values $typed
    } else { $values }
  }
  $offers | Where-Object { $_ -and $_.StartsWith($typed, [StringComparison]::Ordinal) } | Sort-Object | ForEach-Object {
    $text = if ($_ -match '^[\w./:+=-]+$') { $_ } else { "'" + ($_ -replace "['\u2018-\u201B]", '$0$0') + "'" }
    [System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $_)
  }
}
