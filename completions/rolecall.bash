# rolecall completion, generated from the command specs by npm run completions
_rolecall_names() {
  local word=$1 name quoted typed=$1 colon=''
  case $word in
    \"* | \'*) typed=${word:1} ;;
    *) typed=${word//\\/} ;;
  esac
  local last=${COMP_LINE:0:COMP_POINT}
  last=${last##*[[:space:]]}
  if [[ $last == *:* && $COMP_WORDBREAKS == *:* && $word != [\"\']* ]]; then
    typed=${last//\\/}
    colon=${last%"${last##*:}"}
  fi
  while IFS= read -r name; do
    [[ -n $name ]] || continue
    case $word in
      \"*) quoted=${name//\\/\\\\} quoted=${quoted//\"/\\\"} quoted=${quoted//\$/\\\$} quoted=${quoted//\`/\\\`} ;;
      \'*) quoted=${name//\'/\'\\\'\'} ;;
      *) printf -v quoted %q "$name" ;;
    esac
    COMPREPLY+=("${quoted#"$colon"}")
  done <<<"$(\command rolecall __complete "$2" "$typed" 2>/dev/null)"
}

_rolecall() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]-} i
  COMPREPLY=()
  if [[ $word == '=' ]]; then
    word=''
  elif [[ $before == '=' ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W 'env exec process serve use console kube-token init login logout status revoke history store add import keys rotate remove mfa list accounts explain doctor whoami configure populate adopt eject sts saml decode --help --version' -- "$word"))
    return
  fi
  if [[ $command == @(exec|serve) ]]; then
    for ((i = 2; i < COMP_CWORD; i++)); do
      [[ ${COMP_WORDS[i]} == -- ]] || continue
      compopt -o default 2>/dev/null
      ((i + 1 == COMP_CWORD)) && COMPREPLY=($(compgen -c -- "$word"))
      return
    done
  fi
  case $command in
    mfa | sts) if ((COMP_CWORD > 2)); then command+=" ${COMP_WORDS[2]}"; fi ;;
  esac
  case "$command $before" in
    'env --format' | 'sts assume-role --format' | 'sts assume-role-with-saml --format' | 'sts assume-role-with-web-identity --format' | 'sts assume-root --format' | 'sts get-delegated-access-token --format' | 'sts get-federation-token --format' | 'sts get-session-token --format')
      COMPREPLY=($(compgen -W 'env env-no-export fish powershell windows-cmd nushell process json ini github' -- "$word"))
      return
      ;;
    *' --profile' | *' --source-profile' | *' --as')
      _rolecall_names "$word" profile
      return
      ;;
    *' --role-arn' | *' --mfa-serial' | *' --external-id' | *' --saml-provider-arn' | *' --duration' | *' --session-name' | *' --source-identity' | *' --tag' | *' --transitive-tag' | *' --policy' | *' --policy-arn' | *' --only' | *' --on' | *' --mfa-code' | *' --min-ttl' | *' --port' | *' --path' | *' --browser' | *' --session' | *' --before' | *' --key' | *' --since' | *' --until' | *' --account' | *' --role' | *' --limit' | *' --older-than' | *' --name' | *' --sso-session' | *' --sso-start-url' | *' --unset' | *' --template' | *' --prefix' | *' --role-session-name' | *' --policy-arns' | *' --duration-seconds' | *' --tags' | *' --transitive-tag-keys' | *' --serial-number' | *' --token-code' | *' --provided-contexts' | *' --minimum-session-token-size' | *' --principal-arn' | 'sts assume-role-with-saml --saml-assertion' | *' --web-identity-token' | *' --provider-id' | *' --target-principal' | *' --task-policy-arn' | *' --encoded-message' | *' --access-key-id' | *' --trade-in-token' | *' --audience' | *' --signing-algorithm')
      :
      return
      ;;
    *' --region' | *' --sso-region')
      _rolecall_names "$word" region
      return
      ;;
    'env --saml-assertion' | 'exec --saml-assertion' | 'process --saml-assertion' | *' --token-file' | 'serve --saml-assertion' | 'use --saml-assertion' | 'console --saml-assertion' | 'kube-token --saml-assertion' | 'login --saml-assertion' | *' --client-secret-from' | *' --csv' | 'whoami --saml-assertion' | 'saml --saml-assertion')
      compopt -o default 2>/dev/null
      return
      ;;
    *' --store')
      COMPREPLY=($(compgen -W 'keychain kernel file pass keytar none' -- "$word"))
      return
      ;;
    'serve --format')
      COMPREPLY=($(compgen -W 'env fish powershell windows-cmd nushell json' -- "$word"))
      return
      ;;
    *' --service')
      COMPREPLY=($(compgen -W 'accessanalyzer acm amplify apigateway apprunner appsync athena backup batch bedrock billing budgets cfn cloudformation cloudfront cloudshell cloudtrail cloudwatch codeartifact codebuild codecommit codedeploy codepipeline cognito config controltower costexplorer cw ddb directconnect dms dynamodb eb ec2 ecr ecs efs eks elasticache elasticbeanstalk elb emr eventbridge events firehose fsx glue guardduty iam identity-center iot kinesis kms lambda logs mq msk opensearch organizations parameters quicksight r53 ram rds redshift route53 s3 sagemaker secrets secretsmanager securityhub servicecatalog servicequotas ses sfn sm sns sqs ssm sso states stepfunctions support systems-manager transfer trustedadvisor vpc waf wellarchitected workspaces xray' -- "$word"))
      return
      ;;
    *' --cluster')
      _rolecall_names "$word" kube-cluster
      return
      ;;
    *' --from')
      COMPREPLY=($(compgen -W 'credentials aws-vault granted csv environment' -- "$word"))
      return
      ;;
    *' --backend')
      COMPREPLY=($(compgen -W 'keychain wincred secret-service kwallet pass file' -- "$word"))
      return
      ;;
    *' --credential-source')
      COMPREPLY=($(compgen -W 'Environment Ec2InstanceMetadata EcsContainer' -- "$word"))
      return
      ;;
    *' --context')
      _rolecall_names "$word" kube-context
      return
      ;;
  esac
  if [[ $word == -* ]]; then
    case $command in
      'env') COMPREPLY=($(compgen -W '--format --unset --keep-profile --profile --role-arn --source-profile --mfa-serial --external-id --saml-provider-arn --duration --session-name --source-identity --tag --transitive-tag --policy --policy-arn --read-only --view-only --only --on --region --no-session --mfa-code --saml-assertion --min-ttl --refresh --no-cache --no-input --store --debug --help' -- "$word")) ;;
      'exec') COMPREPLY=($(compgen -W '--serve --keep-profile --profile --role-arn --source-profile --mfa-serial --external-id --saml-provider-arn --duration --session-name --source-identity --tag --transitive-tag --policy --policy-arn --read-only --view-only --only --on --region --no-session --mfa-code --saml-assertion --min-ttl --refresh --no-cache --no-input --store --debug --help' -- "$word")) ;;
      'process') COMPREPLY=($(compgen -W '--profile --role-arn --source-profile --mfa-serial --external-id --saml-provider-arn --duration --session-name --source-identity --tag --transitive-tag --policy --policy-arn --read-only --view-only --only --on --region --no-session --mfa-code --saml-assertion --min-ttl --refresh --no-cache --no-input --store --debug --help' -- "$word")) ;;
      'serve') COMPREPLY=($(compgen -W '--port --imds --token-file --format --profile --role-arn --source-profile --mfa-serial --external-id --saml-provider-arn --duration --session-name --source-identity --tag --transitive-tag --policy --policy-arn --read-only --view-only --only --on --region --no-session --mfa-code --saml-assertion --min-ttl --refresh --no-cache --no-input --store --debug --help' -- "$word")) ;;
      'use') COMPREPLY=($(compgen -W '--export --unset --keep-profile --profile --role-arn --source-profile --mfa-serial --external-id --saml-provider-arn --duration --session-name --source-identity --tag --transitive-tag --policy --policy-arn --read-only --view-only --only --on --region --no-session --mfa-code --saml-assertion --min-ttl --refresh --no-cache --no-input --store --debug --help' -- "$word")) ;;
      'console') COMPREPLY=($(compgen -W '--service --path --print --qr --browser --container --private --sign-out --profile --role-arn --source-profile --mfa-serial --external-id --saml-provider-arn --duration --session-name --source-identity --tag --transitive-tag --policy --policy-arn --read-only --view-only --only --on --region --no-session --mfa-code --saml-assertion --min-ttl --refresh --no-cache --no-input --store --debug --help' -- "$word")) ;;
      'kube-token') COMPREPLY=($(compgen -W '--cluster --profile --role-arn --source-profile --mfa-serial --external-id --saml-provider-arn --duration --session-name --source-identity --tag --transitive-tag --policy --policy-arn --read-only --view-only --only --on --region --no-session --mfa-code --saml-assertion --min-ttl --refresh --no-cache --no-input --store --debug --help' -- "$word")) ;;
      'init') COMPREPLY=($(compgen -W '--no-input --store --debug --help' -- "$word")) ;;
      'login') COMPREPLY=($(compgen -W '--profile --role-arn --source-profile --mfa-serial --external-id --saml-provider-arn --duration --session-name --source-identity --tag --transitive-tag --policy --policy-arn --read-only --view-only --only --on --region --no-session --mfa-code --saml-assertion --min-ttl --refresh --no-cache --device --client-secret-from --no-input --store --debug --help' -- "$word")) ;;
      'logout') COMPREPLY=($(compgen -W '--all --sign-out --profile --no-input --store --debug --help' -- "$word")) ;;
      'status') COMPREPLY=($(compgen -W '--json --no-input --store --debug --help' -- "$word")) ;;
      'revoke') COMPREPLY=($(compgen -W '--session --source-identity --before --as --undo --force --key --yes --dry-run --print --no-input --store --debug --help' -- "$word")) ;;
      'history') COMPREPLY=($(compgen -W '--since --until --account --profile --role --limit --cloudtrail --as --json --no-input --store --debug --help' -- "$word")) ;;
      'store') COMPREPLY=($(compgen -W '--json --yes --no-input --store --debug --help' -- "$word")) ;;
      'add') COMPREPLY=($(compgen -W '--csv --from-env --stdin --region --mfa-serial --replace --no-verify --root --profile --no-input --store --debug --help' -- "$word")) ;;
      'import') COMPREPLY=($(compgen -W '--from --backend --as --dry-run --keep --replace --no-verify --root --yes --profile --no-input --store --debug --help' -- "$word")) ;;
      'keys') COMPREPLY=($(compgen -W '--json --online --no-input --store --debug --help' -- "$word")) ;;
      'rotate') COMPREPLY=($(compgen -W '--all --older-than --delete-old --delete-inactive --json --yes --profile --no-input --store --debug --help' -- "$word")) ;;
      'remove') COMPREPLY=($(compgen -W '--deactivate --delete --yes --profile --no-input --store --debug --help' -- "$word")) ;;
      'mfa') COMPREPLY=($(compgen -W '--help' -- "$word")) ;;
      'mfa add') COMPREPLY=($(compgen -W '--no-store --replace --profile --no-input --store --debug --help' -- "$word")) ;;
      'mfa list') COMPREPLY=($(compgen -W '--json --online --profile --no-input --store --debug --help' -- "$word")) ;;
      'mfa import') COMPREPLY=($(compgen -W '--stdin --mfa-serial --replace --no-verify --profile --no-input --store --debug --help' -- "$word")) ;;
      'mfa code') COMPREPLY=($(compgen -W '--profile --no-input --store --debug --help' -- "$word")) ;;
      'mfa sync') COMPREPLY=($(compgen -W '--profile --no-input --store --debug --help' -- "$word")) ;;
      'mfa remove') COMPREPLY=($(compgen -W '--local --yes --profile --no-input --store --debug --help' -- "$word")) ;;
      'list') COMPREPLY=($(compgen -W '--name --account --role --json --no-input --store --debug --help' -- "$word")) ;;
      'accounts') COMPREPLY=($(compgen -W '--account --role --refresh --device --sso-region --json --no-input --store --debug --help' -- "$word")) ;;
      'explain') COMPREPLY=($(compgen -W '--profile --role-arn --source-profile --mfa-serial --external-id --saml-provider-arn --duration --session-name --source-identity --tag --transitive-tag --policy --policy-arn --read-only --view-only --only --on --region --no-session --json --no-input --store --debug --help' -- "$word")) ;;
      'doctor') COMPREPLY=($(compgen -W '--profile --json --offline --fix --yes --report --no-input --store --debug --help' -- "$word")) ;;
      'whoami') COMPREPLY=($(compgen -W '--profile --json --role-arn --source-profile --mfa-serial --external-id --saml-provider-arn --duration --session-name --source-identity --tag --transitive-tag --policy --policy-arn --read-only --view-only --only --on --region --no-session --mfa-code --saml-assertion --min-ttl --refresh --no-cache --no-input --store --debug --help' -- "$word")) ;;
      'configure') COMPREPLY=($(compgen -W '--profile --role-arn --source-profile --credential-source --mfa-serial --external-id --session-name --duration --region --sso-session --sso-start-url --sso-region --cluster --context --read-only --view-only --only --on --unset --adopt --dry-run --yes --no-input --store --debug --help' -- "$word")) ;;
      'populate') COMPREPLY=($(compgen -W '--template --prefix --region --prune --remove --adopt --dry-run --device --sso-region --no-input --store --debug --help' -- "$word")) ;;
      'adopt') COMPREPLY=($(compgen -W '--all --dry-run --by-name --profile --no-input --store --debug --help' -- "$word")) ;;
      'eject') COMPREPLY=($(compgen -W '--all --dry-run --profile --no-input --store --debug --help' -- "$word")) ;;
      'sts') COMPREPLY=($(compgen -W '--help' -- "$word")) ;;
      'sts assume-role') COMPREPLY=($(compgen -W '--role-arn --role-session-name --policy-arns --policy --duration-seconds --tags --transitive-tag-keys --external-id --serial-number --token-code --source-identity --provided-contexts --minimum-session-token-size --format --profile --region --no-input --store --debug --help' -- "$word")) ;;
      'sts assume-role-with-saml') COMPREPLY=($(compgen -W '--role-arn --principal-arn --saml-assertion --policy-arns --policy --duration-seconds --minimum-session-token-size --format --profile --region --no-input --store --debug --help' -- "$word")) ;;
      'sts assume-role-with-web-identity') COMPREPLY=($(compgen -W '--role-arn --role-session-name --web-identity-token --provider-id --policy-arns --policy --duration-seconds --minimum-session-token-size --format --profile --region --no-input --store --debug --help' -- "$word")) ;;
      'sts assume-root') COMPREPLY=($(compgen -W '--target-principal --task-policy-arn --duration-seconds --minimum-session-token-size --format --profile --region --no-input --store --debug --help' -- "$word")) ;;
      'sts decode-authorization-message') COMPREPLY=($(compgen -W '--encoded-message --profile --region --no-input --store --debug --help' -- "$word")) ;;
      'sts get-access-key-info') COMPREPLY=($(compgen -W '--access-key-id --online --profile --region --no-input --store --debug --help' -- "$word")) ;;
      'sts get-caller-identity') COMPREPLY=($(compgen -W '--profile --region --no-input --store --debug --help' -- "$word")) ;;
      'sts get-delegated-access-token') COMPREPLY=($(compgen -W '--trade-in-token --format --profile --region --no-input --store --debug --help' -- "$word")) ;;
      'sts get-federation-token') COMPREPLY=($(compgen -W '--name --policy --policy-arns --duration-seconds --tags --minimum-session-token-size --format --profile --region --no-input --store --debug --help' -- "$word")) ;;
      'sts get-session-token') COMPREPLY=($(compgen -W '--duration-seconds --serial-number --token-code --minimum-session-token-size --format --profile --region --no-input --store --debug --help' -- "$word")) ;;
      'sts get-web-identity-token') COMPREPLY=($(compgen -W '--audience --duration-seconds --signing-algorithm --tags --profile --region --no-input --store --debug --help' -- "$word")) ;;
      'saml') COMPREPLY=($(compgen -W '--profile --saml-assertion --json --no-input --store --debug --help' -- "$word")) ;;
      'decode') COMPREPLY=($(compgen -W '--profile --region --json --no-input --store --debug --help' -- "$word")) ;;
    esac
    return
  fi
  case $command in
    'env') _rolecall_names "$word" profile ;;
    'exec') _rolecall_names "$word" profile ;;
    'process') _rolecall_names "$word" profile ;;
    'serve') _rolecall_names "$word" profile ;;
    'use') _rolecall_names "$word" profile ;;
    'console') _rolecall_names "$word" profile ;;
    'kube-token') _rolecall_names "$word" profile ;;
    'init') COMPREPLY=($(compgen -W 'bash zsh fish powershell' -- "$word")) ;;
    'login') _rolecall_names "$word" profile ;;
    'logout') _rolecall_names "$word" session ;;
    'revoke') _rolecall_names "$word" profile ;;
    'store') COMPREPLY=($(compgen -W 'keychain kernel file pass keytar none auto' -- "$word")) ;;
    'add') _rolecall_names "$word" profile ;;
    'import') _rolecall_names "$word" profile ;;
    'rotate') _rolecall_names "$word" profile ;;
    'remove') _rolecall_names "$word" profile ;;
    'mfa') COMPREPLY=($(compgen -W 'add list import code sync remove' -- "$word")) ;;
    'mfa import') _rolecall_names "$word" profile ;;
    'mfa code') _rolecall_names "$word" profile ;;
    'mfa sync') _rolecall_names "$word" profile ;;
    'mfa remove') _rolecall_names "$word" profile ;;
    'accounts') _rolecall_names "$word" profile ;;
    'explain') _rolecall_names "$word" profile ;;
    'doctor') _rolecall_names "$word" profile ;;
    'whoami') _rolecall_names "$word" profile ;;
    'configure') _rolecall_names "$word" profile ;;
    'populate') _rolecall_names "$word" profile ;;
    'adopt') _rolecall_names "$word" profile ;;
    'eject') _rolecall_names "$word" profile ;;
    'sts') COMPREPLY=($(compgen -W 'assume-role assume-role-with-saml assume-role-with-web-identity assume-root decode-authorization-message get-access-key-info get-caller-identity get-delegated-access-token get-federation-token get-session-token get-web-identity-token' -- "$word")) ;;
    'saml') _rolecall_names "$word" profile ;;
  esac
}

complete -F _rolecall rolecall
