import type { CreateChangeSetCommandInput } from '@aws-sdk/client-cloudformation';
import { cloudOfThings, deployed, refusal } from './stack';
import type { TestCloud } from '../../test-cloud';

const queue = (delay: number, more = ''): string =>
  `Resources: {Work: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: ${delay}}}${more}}`;

function changeSet(
  cloud: TestCloud,
  TemplateBody: string,
  input: Partial<CreateChangeSetCommandInput> = {},
): string {
  const { Id = '' } = cloud.ask('cloudformation').createChangeSet({
    StackName: 'shop',
    ChangeSetName: 'first',
    TemplateBody,
    ...input,
  });
  return Id;
}

const statusOf = (cloud: TestCloud, ChangeSetName: string): (string | undefined)[] => {
  const set = cloud.ask('cloudformation').describeChangeSet({ ChangeSetName });
  return [set.Status, set.ExecutionStatus, set.StatusReason];
};

test('a stack is reviewed, created by executing the change set, and changed by another one', () => {
  const cloud = cloudOfThings();
  const cfn = cloud.ask('cloudformation');
  const Id = changeSet(cloud, queue(1), { ChangeSetType: 'CREATE' });
  expect(statusOf(cloud, Id)).toEqual(['CREATE_PENDING', 'UNAVAILABLE', undefined]);
  expect(() => cfn.executeChangeSet({ ChangeSetName: Id })).toThrow(
    `ChangeSet [${Id}] cannot be executed in its current status of [CREATE_PENDING]`,
  );
  expect(cfn.describeStacks({ StackName: 'shop' }).Stacks).toMatchObject([
    { StackStatus: 'REVIEW_IN_PROGRESS' },
  ]);
  expect(refusal(() => cfn.getTemplateSummary({ StackName: 'shop' }))).toBe(
    'ValidationError: GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.',
  );
  cloud.settle();
  expect(statusOf(cloud, Id)).toEqual(['CREATE_COMPLETE', 'AVAILABLE', undefined]);
  expect(cfn.describeChangeSet({ ChangeSetName: 'first', StackName: 'shop' }).Changes).toEqual([
    {
      Type: 'Resource',
      ResourceChange: {
        Action: 'Add',
        LogicalResourceId: 'Work',
        ResourceType: 'AWS::SQS::Queue',
        Scope: [],
        Details: [],
      },
    },
  ]);
  cfn.executeChangeSet({ ChangeSetName: Id, ClientRequestToken: 'go' });
  expect(statusOf(cloud, Id)).toEqual(['CREATE_COMPLETE', 'EXECUTE_IN_PROGRESS', undefined]);
  cloud.settle();
  expect(statusOf(cloud, Id)).toEqual(['CREATE_COMPLETE', 'EXECUTE_COMPLETE', undefined]);
  expect(cfn.describeStacks({ StackName: 'shop' }).Stacks).toMatchObject([
    { StackStatus: 'CREATE_COMPLETE', ChangeSetId: Id },
  ]);
  const events = cfn.describeStackEvents({ StackName: 'shop' }).StackEvents ?? [];
  expect(events.map((event) => [event.ResourceStatus, event.ClientRequestToken]).reverse()).toEqual([
    ['REVIEW_IN_PROGRESS', undefined],
    ['CREATE_IN_PROGRESS', 'go'],
    ['CREATE_IN_PROGRESS', 'go'],
    ['CREATE_IN_PROGRESS', 'go'],
    ['CREATE_COMPLETE', 'go'],
    ['CREATE_COMPLETE', 'go'],
  ]);
  expect(refusal(() => changeSet(cloud, queue(1), { ChangeSetType: 'CREATE', ChangeSetName: 'b' }))).toBe(
    'ValidationError: Stack [shop] already exists and cannot be created again with the changeSet [b].',
  );
  const second = changeSet(cloud, queue(2), { ChangeSetName: 'second' });
  const third = changeSet(cloud, queue(3), { ChangeSetName: 'third' });
  cloud.settle();
  cfn.executeChangeSet({ ChangeSetName: second });
  expect(refusal(() => cfn.describeChangeSet({ ChangeSetName: third }))).toMatch('ChangeSetNotFound');
  cloud.settle();
  expect(cfn.describeStacks({ StackName: 'shop' }).Stacks?.[0]?.StackStatus).toBe('UPDATE_COMPLETE');
  expect(cfn.getTemplate({ StackName: 'shop' }).TemplateBody).toBe(queue(2));
});

test('a change set without changes fails, in the words that clients know', () => {
  const { cloud } = deployed(queue(1));
  const Id = changeSet(cloud, queue(1));
  cloud.settle();
  expect(statusOf(cloud, Id)).toEqual([
    'FAILED',
    'UNAVAILABLE',
    "The submitted information didn't contain changes. Submit different information to create a change set.",
  ]);
  const { Summaries } = cloud.ask('cloudformation').listChangeSets({ StackName: 'shop' });
  expect(Summaries).toMatchObject([{ ChangeSetName: 'first', Status: 'FAILED', ChangeSetId: Id }]);
  cloud.ask('cloudformation').deleteChangeSet({ ChangeSetName: 'first', StackName: 'shop' });
  expect(cloud.ask('cloudformation').listChangeSets({ StackName: 'shop' }).Summaries).toEqual([]);
  const body = queue(1).replace('Resources', 'Transform: AWS::LanguageExtensions\nResources');
  const { cloud: other } = deployed(body, { Capabilities: ['CAPABILITY_AUTO_EXPAND'] });
  const same = changeSet(other, body, { Capabilities: ['CAPABILITY_AUTO_EXPAND'] });
  other.settle();
  expect(statusOf(other, same)[2]).toBe('No updates are to be performed.');
});

test('changes are told by property, with what causes them and their values', () => {
  const template = (more: string): string => `
Parameters: {Delay: {Type: Number, Default: 1}, Secret: {Type: String, NoEcho: true, Default: hush}}
Resources:
  Named: {Type: Test::Storm::Thing, Properties: {Name: ${more === '' ? 'a' : 'b'}}}
  Work: {Type: AWS::SQS::Queue, Metadata: {Of: m${more}}, Properties: {DelaySeconds: !Ref Delay, Tags: [{Key: of, Value: !Ref Named}]}}
  Last: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Sub '\${Secret}${more}'}}
`;
  const { cloud } = deployed(template(''));
  const cfn = cloud.ask('cloudformation');
  const Parameters = [{ ParameterKey: 'Delay', ParameterValue: '5' }];
  const ChangeSetName = changeSet(cloud, template('x'), { Parameters });
  cloud.settle();
  const told = cfn.describeChangeSet({ ChangeSetName, IncludePropertyValues: true }).Changes ?? [];
  const details = told.flatMap(({ ResourceChange: change }) =>
    (change?.Details ?? []).map(({ Target, Evaluation, ChangeSource, CausingEntity = '' }) =>
      [
        change?.LogicalResourceId,
        change?.Replacement,
        Target?.Path ?? Target?.Attribute,
        Target?.RequiresRecreation,
        `${Target?.BeforeValue} -> ${Target?.AfterValue}`,
        Evaluation,
        ChangeSource,
        CausingEntity,
      ].join(' '),
    ),
  );
  expect(details).toMatchInlineSnapshot(`
   [
     "Named True /Properties/Name Always a -> b Static DirectModification ",
     "Work False /Properties/DelaySeconds Never 1 -> 5 Static ParameterReference Delay",
     "Work False /Properties/DelaySeconds Never 1 -> 5 Dynamic DirectModification ",
     "Work False /Properties/Tags Never [{"Key":"of","Value":"thing/a"}] -> [{"Key":"of","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}] Static ResourceReference Named",
     "Work False Metadata Never undefined -> undefined Static DirectModification ",
     "Last False /Properties/DisplayName Never **** -> ****x Static DirectModification ",
   ]
  `);
  expect(told.map(({ ResourceChange }) => ResourceChange?.PolicyAction)).toMatchInlineSnapshot(`
   [
     "ReplaceAndDelete",
     undefined,
     undefined,
   ]
  `);
  expect(JSON.stringify(told)).not.toContain('hush');
  expect(told[2]?.ResourceChange?.AfterContext).toMatchInlineSnapshot(
    `"{"Properties":{"DisplayName":"****x"}}"`,
  );
  const plain = cfn.describeChangeSet({ ChangeSetName }).Changes ?? [];
  expect(plain[2]?.ResourceChange?.Details).toEqual([
    {
      Target: { Attribute: 'Properties', Name: 'DisplayName', RequiresRecreation: 'Never' },
      Evaluation: 'Static',
      ChangeSource: 'DirectModification',
    },
  ]);
});

test('an update outdates a change set, and a stack without rollback asks for OnStackFailure', () => {
  const { cloud, update } = deployed(queue(1));
  const Id = changeSet(cloud, queue(2));
  cloud.settle();
  update(queue(3));
  expect(statusOf(cloud, Id)).toEqual(['CREATE_COMPLETE', 'OBSOLETE', undefined]);
  expect(refusal(() => cloud.ask('cloudformation').executeChangeSet({ ChangeSetName: Id }))).toMatch(
    /^InvalidChangeSetStatus: .* cannot be executed in its current status of \[OBSOLETE\]$/,
  );
});

test('a change set that creates and fails leaves what OnStackFailure says', () => {
  const bad = 'Resources: {Bad: {Type: Test::Storm::Thing, Properties: {Fail: create}}}';
  const outcome = (OnStackFailure: 'DELETE' | 'DO_NOTHING' | 'ROLLBACK'): string | undefined => {
    const cloud = cloudOfThings();
    const cfn = cloud.ask('cloudformation');
    const ChangeSetName = changeSet(cloud, bad, { ChangeSetType: 'CREATE', OnStackFailure });
    cloud.settle();
    const { StackId } = cfn.describeChangeSet({ ChangeSetName });
    cfn.executeChangeSet({ ChangeSetName });
    cloud.settle();
    return cfn.describeStacks({ StackName: StackId }).Stacks?.[0]?.StackStatus;
  };
  expect(outcome('DELETE')).toBe('DELETE_COMPLETE');
  expect(outcome('DO_NOTHING')).toBe('CREATE_FAILED');
  expect(outcome('ROLLBACK')).toBe('ROLLBACK_COMPLETE');
});

test('a stack under review is deleted, with its change sets', () => {
  const cloud = cloudOfThings();
  const Id = changeSet(cloud, queue(1), { ChangeSetType: 'CREATE' });
  cloud.settle();
  cloud.ask('cloudformation').deleteStack({ StackName: 'shop' });
  cloud.settle();
  expect(refusal(() => statusOf(cloud, Id))).toMatch('ChangeSetNotFound');
  expect(changeSet(cloud, queue(1), { ChangeSetType: 'CREATE' })).not.toBe(Id);
});

test('what does not fit is refused', () => {
  const { cloud } = deployed(queue(1));
  const refused = (input: Partial<CreateChangeSetCommandInput>): string =>
    refusal(() => changeSet(cloud, queue(2), input));
  expect(refused({ StackName: 'nowhere' })).toBe('ValidationError: Stack [nowhere] does not exist');
  expect(refused({ ChangeSetType: 'IMPORT' })).toBe(
    'ValidationError: ResourcesToImport is required for change sets of type IMPORT.',
  );
  changeSet(cloud, queue(2), { ClientToken: 'same' });
  expect(refused({})).toBe('AlreadyExistsException: ChangeSet [first] already exists');
  expect(changeSet(cloud, queue(2), { ClientToken: 'same' })).toMatch(/changeSet\/first/);
  cloud.settle();
  expect(refused({ ChangeSetName: 'other', OnStackFailure: 'DELETE' })).toBe(
    'ValidationError: OnStackFailure of DELETE is only for change sets that create a stack.',
  );
});
