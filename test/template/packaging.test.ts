import { localCode, packaged, parseTemplate } from '../../framework/template';

const text = `AWSTemplateFormatVersion: 2010-09-09
Resources:
  Local: {Type: AWS::Lambda::Function, Properties: {Code: ./src, Handler: index.handler, Role: !GetAtt R.Arn}}
  Inline: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: "exports.handler = 1"}}}
  Stored: {Type: AWS::Lambda::Function, Properties: {Code: {S3Bucket: b, S3Key: k}}}
  Layer: {Type: AWS::Lambda::LayerVersion, Properties: {Content: layer/}}
  Nested: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: nested.yaml}}
  Remote: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: "https://s3.amazonaws.com/b/t.yaml"}}
  Machine: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionS3Location: flow.json, Account: 012345678901}}
  R: {Type: AWS::IAM::Role}
`;

describe('packaging', () => {
  it('finds the local paths that have to be uploaded, and no others', () => {
    expect(localCode(parseTemplate(text, 't.yaml'))).toEqual([
      { logicalId: 'Local', type: 'AWS::Lambda::Function', property: 'Code', folder: './src' },
      { logicalId: 'Layer', type: 'AWS::Lambda::LayerVersion', property: 'Content', folder: 'layer/' },
      {
        logicalId: 'Nested',
        type: 'AWS::CloudFormation::Stack',
        property: 'TemplateURL',
        folder: 'nested.yaml',
      },
      {
        logicalId: 'Machine',
        type: 'AWS::StepFunctions::StateMachine',
        property: 'DefinitionS3Location',
        folder: 'flow.json',
      },
    ]);
  });

  it('writes each place as its property wants it and changes nothing else', () => {
    const uploads = {
      Local: { bucket: 'code', key: '1.zip', region: 'eu-central-1', version: 'v1' },
      Layer: { bucket: 'code', key: '2.zip', region: 'eu-central-1' },
      Nested: { bucket: 'code', key: '3.template', region: 'eu-central-1' },
      Machine: { bucket: 'code', key: '4.json', region: 'eu-central-1' },
    };
    const expected = text
      .replace('./src', '{S3Bucket: code, S3Key: 1.zip, S3ObjectVersion: v1}')
      .replace('layer/', '{S3Bucket: code, S3Key: 2.zip}')
      .replace('nested.yaml', '"https://s3.eu-central-1.amazonaws.com/code/3.template"')
      .replace('flow.json', '{Bucket: code, Key: 4.json}');
    const result = packaged(parseTemplate(text, 't.yaml'), uploads);
    expect(parseTemplate(result, 'packaged.json').body).toEqual(parseTemplate(expected, 't.yaml').body);
  });
});
