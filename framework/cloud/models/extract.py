#!/usr/bin/env python3
"""Writes one compact API model per service from botocore's public models (see README.md for the format).

Run by hand when the models are to be brought up to date: python3 framework/cloud/models/extract.py
"""
import gzip
import json
import os

import botocore

from overlays import OVERLAYS

# Our service name (mostly the IAM prefix) -> botocore's folder. Adding a service is a line here and one in names.ts.
SERVICES = {
    's3': 's3',
    'lambda': 'lambda',
    'dynamodb': 'dynamodb',
    'sqs': 'sqs',
    'logs': 'logs',
    'iam': 'iam',
    'sts': 'sts',
    'kms': 'kms',
    'cloudformation': 'cloudformation',
    'sns': 'sns',
    'events': 'events',
    'cloudwatch': 'cloudwatch',
    'states': 'stepfunctions',
    'ssm': 'ssm',
    'secretsmanager': 'secretsmanager',
    'application-autoscaling': 'application-autoscaling',
    'cloudtrail': 'cloudtrail',
    'xray': 'xray',
}

# APIs of a service's second endpoint that sign and name their resources as the service itself: their operations stand
# beside its own, each with the target prefix of its API.
BESIDE = {'dynamodb': 'dynamodbstreams'}

METADATA = ('apiVersion', 'protocols', 'targetPrefix', 'jsonVersion', 'xmlNamespace', 'endpointPrefix', 'serviceId')
TYPES = {
    'structure': 'S', 'list': 'L', 'map': 'M', 'string': 's', 'character': 's', 'integer': 'i', 'long': 'l',
    'float': 'f', 'double': 'd', 'boolean': 'b', 'timestamp': 't', 'blob': 'B',
}
LOCATIONS = {'header': 'h', 'headers': 'H', 'querystring': 'q', 'uri': 'u', 'statusCode': 'c'}
SHAPE_FLAGS = {
    'flattened': 'fl', 'sensitive': 'se', 'streaming': 'st', 'eventstream': 'es', 'event': 'ev', 'union': 'un',
    'exception': 'x', 'fault': 'fa', 'document': 'do',
}
SHAPE_VALUES = {
    'payload': 'pl', 'min': 'mn', 'max': 'mx', 'pattern': 'p', 'enum': 'en', 'timestampFormat': 'tf', 'locationName': 'n',
}
MEMBER_FLAGS = {
    'flattened': 'fl', 'xmlAttribute': 'xa', 'streaming': 'st', 'eventpayload': 'ep', 'eventheader': 'eh',
    'jsonvalue': 'jv', 'hostLabel': 'hl',
}


def namespace(value):
    """An XML namespace as [uri] or [uri, prefix]."""
    if isinstance(value, str):
        return [value]
    return [value['uri'], value['prefix']] if 'prefix' in value else [value['uri']]


def member(model):
    out = {'s': model['shape']}
    if 'location' in model:
        out['l'] = LOCATIONS[model['location']]
    if 'locationName' in model:
        out['n'] = model['locationName']
    if 'timestampFormat' in model:
        out['tf'] = model['timestampFormat']
    if 'xmlNamespace' in model:
        out['ns'] = namespace(model['xmlNamespace'])
    for name, key in MEMBER_FLAGS.items():
        if model.get(name):
            out[key] = 1
    return out['s'] if len(out) == 1 else out


def shape(model):
    out = {'t': TYPES[model['type']]}
    for name, key in SHAPE_VALUES.items():
        if name in model:
            out[key] = model[name]
    for name, key in SHAPE_FLAGS.items():
        if model.get(name):
            out[key] = 1
    if 'xmlNamespace' in model:
        out['ns'] = namespace(model['xmlNamespace'])
    error = model.get('error', {})
    if 'code' in error:
        out['ec'] = error['code']
    if 'httpStatusCode' in error:
        out['hs'] = error['httpStatusCode']
    if error.get('senderFault'):
        out['sf'] = 1
    if model.get('required'):
        out['r'] = model['required']
    if model['type'] == 'structure':
        out['m'] = {name: member(value) for name, value in model.get('members', {}).items()}
    for name, key in (('member', 'e'), ('key', 'k'), ('value', 'v')):
        if name in model:
            out[key] = member(model[name])
    return out


def operation(model):
    out = {}
    http = model['http']
    route = [http['method'], http['requestUri']]
    if 'responseCode' in http and http['responseCode'] != 200:
        route.append(http['responseCode'])
    if route != ['POST', '/']:
        out['h'] = route
    if 'input' in model:
        out['i'] = model['input']['shape']
    if 'output' in model:
        out['o'] = model['output']['shape']
        if 'resultWrapper' in model['output']:
            out['w'] = model['output']['resultWrapper']
    if model.get('errors'):
        out['e'] = [error['shape'] for error in model['errors']]
    if 'targetPrefix' in model:
        out['tp'] = model['targetPrefix']
    if 'hostPrefix' in model.get('endpoint', {}):
        out['hp'] = model['endpoint']['hostPrefix']
    if model.get('authtype') == 'none':
        out['un'] = 1
    return out


def load(folder):
    base = os.path.join(os.path.dirname(botocore.__file__), 'data', folder)
    base = os.path.join(base, max(os.listdir(base)))
    with gzip.open(os.path.join(base, 'service-2.json.gz')) as file:
        model = json.load(file)
    extras = os.path.join(base, 'service-2.sdk-extras.json')
    if os.path.exists(extras):
        with open(extras) as file:
            for part, changes in json.load(file)['merge'].items():
                for name, value in changes.items():
                    if isinstance(value, dict):
                        model[part].setdefault(name, {}).update(value)
                    else:
                        model[part][name] = value
    return model


def add_beside(model, folder):
    """Puts another API's operations and shapes to a model; where both have a shape, the model's own is the wider one."""
    other = load(folder)
    for name, value in other['operations'].items():
        model['operations'][name] = {**value, 'targetPrefix': other['metadata']['targetPrefix']}
    model['shapes'] = {**other['shapes'], **model['shapes']}


def extract(service, folder):
    model = load(folder)
    if service in BESIDE:
        add_beside(model, BESIDE[service])
    OVERLAYS.get(service, lambda model: None)(model)
    metadata = model['metadata']
    kept = {key: metadata[key] for key in METADATA if key in metadata}
    kept['signingName'] = metadata.get('signingName', metadata['endpointPrefix'])
    if 'awsQueryCompatible' in metadata:
        kept['queryCompatible'] = True
    return {
        'service': service,
        'source': 'botocore ' + botocore.__version__,
        'metadata': kept,
        'operations': {name: operation(value) for name, value in model['operations'].items()},
        'shapes': {name: shape(value) for name, value in model['shapes'].items()},
    }


if __name__ == '__main__':
    here = os.path.dirname(os.path.abspath(__file__))
    for service, folder in SERVICES.items():
        with open(os.path.join(here, service + '.json'), 'w', encoding='utf-8') as out:
            json.dump(extract(service, folder), out, ensure_ascii=False, separators=(',', ':'))
            out.write('\n')
