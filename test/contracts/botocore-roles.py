"""Reads [{"config": TEXT, "credentials": TEXT, "profile": NAME, "env": VARIABLES}, …] from stdin.

Prints what botocore would do for each: {"calls": [[SIGNER, ROLE], …], "key": SIGNER}, or {"error":
CLASS}. STS is not called: a role's access key ID is its ARN. Without a profile, botocore's whole
chain is asked, except for the instance.
"""
import datetime
import json
import os
import shutil
import sys
import tempfile

from botocore import credentials as c
from botocore.session import Session

LATER = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)).isoformat()


class Machine(c.CredentialProvider):
    """Credentials of the environment, an instance or a container."""

    def __init__(self, name):
        self.METHOD = self.CANONICAL_NAME = name

    def load(self):
        return c.Credentials(self.CANONICAL_NAME, "secret")


def named(provider, name, is_configured):
    """Makes a provider that would call AWS return credentials with a name."""
    provider.load = lambda self: c.Credentials(name, "s") if is_configured(self) else None


def has_login(provider):
    profiles = provider._load_config().get("profiles", {})
    return "login_session" in profiles.get(provider._profile_name, {})


named(c.SSOProvider, "sso", lambda provider: provider._load_sso_config())
named(c.LoginProvider, "login", has_login)


class Container(Machine):
    """The container that the environment names."""

    def load(self):
        return super().load() if c.ContainerProvider.ENV_VAR_FULL in os.environ else None


class Sts:
    def __init__(self, signer, calls):
        self.signer, self.calls = signer, calls

    def assume_role_with_web_identity(self, **parameters):
        return self.assume_role(parameters["RoleArn"])

    def assume_role(self, RoleArn, **_):
        self.calls.append([self.signer, RoleArn])
        keys = {"AccessKeyId": RoleArn, "SecretAccessKey": "s", "SessionToken": "t"}
        return {"Credentials": {**keys, "Expiration": LATER}}


def resolved(session, named):
    calls = []
    profile = named or "default"
    environment = Machine("Environment") if named else c.EnvProvider()
    container = Machine("EcsContainer") if named else Container("EcsContainer")
    session.create_client = lambda *_, **__: Sts("token", calls)
    builder = c.ProfileProviderBuilder(session)
    roles = c.AssumeRoleProvider(
        load_config=lambda: session.full_config,
        client_creator=lambda _, **keys: Sts(keys["aws_access_key_id"], calls),
        cache={},
        profile_name=profile,
        prompter=lambda _: "123456",
        credential_sourcer=c.CanonicalNameCredentialSourcer(
            [environment, Machine("Ec2InstanceMetadata"), container]
        ),
        profile_provider_builder=builder,
    )
    chain = [roles, *builder.providers(profile, disable_env_vars=named is not None)]
    if not named:
        chain = [environment, *chain, container]
    found = c.CredentialResolver(chain).load_credentials()
    if found is None:
        return {"error": "NoCredentials"}
    return {"key": found.get_frozen_credentials().access_key, "calls": calls}


def answer(session, folder, case):
    for name in ("config", "credentials"):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(case[name])
    # A new session would take longer than all the rest. This one reads the files again.
    session._config = session._profile_map = None
    before = dict(os.environ)
    os.environ.update(case.get("env", {}))
    try:
        return resolved(session, case.get("profile"))
    except Exception as error:
        return {"error": type(error).__name__}
    finally:
        os.environ.clear()
        os.environ.update(before)


def answers(folder, cases):
    session = Session()
    session.set_config_variable("config_file", os.path.join(folder, "config"))
    session.set_config_variable("credentials_file", os.path.join(folder, "credentials"))
    return [answer(session, folder, case) for case in cases]


os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
scratch = tempfile.mkdtemp()
try:
    print(json.dumps(answers(scratch, json.load(sys.stdin))))
finally:
    shutil.rmtree(scratch)
