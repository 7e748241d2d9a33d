"""The context object that a handler gets (AWS: "Using the Lambda context object to retrieve Python function information")."""

import os
import time

from . import host


class LambdaContext:
    """What a handler can learn of its invocation."""

    def __init__(self, invoke, client_context):
        env = os.environ.get
        self.aws_request_id = invoke['requestId']
        self.log_group_name = env('AWS_LAMBDA_LOG_GROUP_NAME')
        self.log_stream_name = env('AWS_LAMBDA_LOG_STREAM_NAME')
        self.function_name = env('AWS_LAMBDA_FUNCTION_NAME')
        self.memory_limit_in_mb = env('AWS_LAMBDA_FUNCTION_MEMORY_SIZE')
        self.function_version = env('AWS_LAMBDA_FUNCTION_VERSION')
        self.invoked_function_arn = invoke['functionArn']
        self.tenant_id = None
        self.client_context = None if client_context is None else ClientContext(client_context)
        self.identity = CognitoIdentity()
        self._epoch_deadline_time_in_ms = invoke['deadlineMs']

    def get_remaining_time_in_millis(self):
        """Milliseconds until the invocation times out."""
        return max(0, self._epoch_deadline_time_in_ms - int(time.time() * 1000))

    def log(self, msg):
        """Writes one event."""
        host.log(str(msg))

    def __repr__(self):
        shown = (
            'aws_request_id',
            'log_group_name',
            'log_stream_name',
            'function_name',
            'memory_limit_in_mb',
            'function_version',
            'invoked_function_arn',
            'client_context',
            'identity',
            'tenant_id',
        )
        return _shown(self, shown)


class CognitoIdentity:
    """Who called through Cognito: nobody, here."""

    __slots__ = ('cognito_identity_id', 'cognito_identity_pool_id')

    def __init__(self):
        self.cognito_identity_id = None
        self.cognito_identity_pool_id = None

    def __repr__(self):
        return _shown(self, self.__slots__)


class Client:
    """The application that called."""

    __slots__ = ('installation_id', 'app_title', 'app_version_name', 'app_version_code', 'app_package_name')

    def __init__(self, fields):
        for name in self.__slots__:
            setattr(self, name, fields.get(name))

    def __repr__(self):
        return _shown(self, self.__slots__)


class ClientContext:
    """What the caller of a synchronous invocation said of itself."""

    __slots__ = ('custom', 'env', 'client')

    def __init__(self, fields):
        self.custom = fields.get('custom')
        self.env = fields.get('env')
        client = fields.get('client')
        self.client = None if client is None else Client(client)

    def __repr__(self):
        return _shown(self, self.__slots__)


def _shown(value, names):
    return f'{type(value).__name__}([{",".join(f"{name}={getattr(value, name)}" for name in names)}])'
