#!/usr/bin/env bash
# The AWS CLI, command by command, each judged by what it printed. Run by clients.mjs.
set -uo pipefail

aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }

# is <fact> <expected> <got>
is() {
  if [ "$2" == "$3" ]; then echo "ok $1"; else echo "FAILED $1: expected '$2', got '$3'"; fi
}

# says <fact> <pattern> <command...>: what the command prints on both outputs matches
says() {
  local fact=$1 pattern=$2 printed
  shift 2
  printed=$("$@" 2>&1)
  if [[ $printed =~ $pattern ]]; then echo "ok $fact"; else echo "FAILED $fact: '$printed' does not match '$pattern'"; fi
}

# --- S3
says 's3 mb makes a bucket' '^make_bucket: cli-bucket$' aws s3 mb s3://cli-bucket
head -c 20000000 /dev/urandom > big.bin
aws s3 cp big.bin s3://cli-bucket/big.bin --quiet
is 's3 cp of 20 MB goes up in parts' '3' "$(aws s3api head-object --bucket cli-bucket --key big.bin --query ETag --output text | sed 's/.*-\([0-9]*\)".*/\1/')"
aws s3 cp s3://cli-bucket/big.bin back.bin --quiet
is 's3 cp brings the same bytes back' "$(sha256sum < big.bin)" "$(sha256sum < back.bin)"
mkdir -p folder/sub && echo one > folder/one.txt && echo two > 'folder/sub/two ü.txt'
# S3 knows whole seconds, and a file newer than its object is sent again: so the files are older than this second.
touch -d '1 minute ago' folder/one.txt 'folder/sub/two ü.txt'
says 's3 sync uploads what is new' 'upload: folder/one.txt to s3://cli-bucket/folder/one.txt' aws s3 sync folder s3://cli-bucket/folder
is 's3 sync has nothing to do again' '' "$(aws s3 sync folder s3://cli-bucket/folder)"
rm folder/one.txt
says 's3 sync --delete removes' '^delete: s3://cli-bucket/folder/one.txt$' aws s3 sync folder s3://cli-bucket/folder --delete
is 's3 ls shows keys and sizes' '4 folder/sub/two ü.txt' "$(aws s3 ls --recursive s3://cli-bucket/folder/ | awk '{print $3, $4, $5}')"
is 's3 presign and curl' "$(sha256sum < big.bin)" "$(curl -s "$(aws s3 presign s3://cli-bucket/big.bin)" | sha256sum)"
is 'a presigned URL of version 4 works too' 'two' "$(AWS_CONFIG_FILE=<(printf '[default]\ns3 =\n  signature_version = s3v4\n') curl -s "$(aws s3 presign 's3://cli-bucket/folder/sub/two ü.txt')")"
says 's3 cp of what is not there' 'An error occurred \(404\) when calling the HeadObject operation: (Key "nothing" does not exist|Not Found)' aws s3 cp s3://cli-bucket/nothing .
says 's3 mv and streams' 'moved by stdin' bash -c "echo 'moved by stdin' | command aws --endpoint-url $AWS_ENDPOINT_URL s3 cp - s3://cli-bucket/a && command aws --endpoint-url $AWS_ENDPOINT_URL s3 mv s3://cli-bucket/a s3://cli-bucket/b --quiet && command aws --endpoint-url $AWS_ENDPOINT_URL s3 cp s3://cli-bucket/b -"
says 's3 rb refuses a full bucket' 'BucketNotEmpty.*The bucket you tried to delete is not empty' aws s3 rb s3://cli-bucket
aws s3 rm s3://cli-bucket --recursive --quiet
is 's3 rm leaves nothing' '' "$(aws s3 ls s3://cli-bucket)"
says 's3 rb takes the bucket away' '^remove_bucket: cli-bucket$' aws s3 rb s3://cli-bucket
says 'a bucket that is gone' 'An error occurred \(NoSuchBucket\) when calling the ListObjectsV2 operation: The specified bucket does not exist' aws s3 ls s3://cli-bucket

# --- DynamoDB
aws dynamodb create-table --table-name orders --billing-mode PAY_PER_REQUEST \
  --key-schema AttributeName=customer,KeyType=HASH AttributeName=id,KeyType=RANGE \
  --attribute-definitions AttributeName=customer,AttributeType=S AttributeName=id,AttributeType=N > table.json
aws dynamodb wait table-exists --table-name orders
is 'dynamodb create-table' 'ACTIVE' "$(aws dynamodb describe-table --table-name orders --query Table.TableStatus --output text)"
for id in 1 2 3; do
  aws dynamodb put-item --table-name orders --item "{\"customer\":{\"S\":\"ada\"},\"id\":{\"N\":\"$id\"},\"total\":{\"N\":\"${id}0\"}}"
done
is 'dynamodb query' '20	30' "$(aws dynamodb query --table-name orders --key-condition-expression 'customer = :c AND id > :n' --expression-attribute-values '{":c":{"S":"ada"},":n":{"N":"1"}}' --query 'Items[].total.N' --output text)"
is 'dynamodb update-item' '15' "$(aws dynamodb update-item --table-name orders --key '{"customer":{"S":"ada"},"id":{"N":"1"}}' --update-expression 'SET #t = #t + :five' --expression-attribute-names '{"#t":"total"}' --expression-attribute-values '{":five":{"N":"5"}}' --return-values UPDATED_NEW --query Attributes.total.N --output text)"
says 'dynamodb refuses a failed condition' 'An error occurred \(ConditionalCheckFailedException\) when calling the PutItem operation: The conditional request failed' aws dynamodb put-item --table-name orders --item '{"customer":{"S":"ada"},"id":{"N":"1"}}' --condition-expression 'attribute_not_exists(id)'
aws dynamodb delete-item --table-name orders --key '{"customer":{"S":"ada"},"id":{"N":"3"}}'
is 'dynamodb scan' '2' "$(aws dynamodb scan --table-name orders --query Count)"
says 'dynamodb of a table that is not there' 'ResourceNotFoundException.*Requested resource not found' aws dynamodb scan --table-name nowhere

# --- SQS and SNS
queue=$(aws sqs create-queue --queue-name cli-queue --query QueueUrl --output text)
is 'sqs create-queue answers a URL of this server' "$AWS_ENDPOINT_URL/000000000000/cli-queue" "$queue"
aws sqs send-message --queue-url "$queue" --message-body 'from the CLI' --message-attributes '{"kind":{"DataType":"String","StringValue":"test"}}' > sent.json
aws sqs receive-message --queue-url "$queue" --message-attribute-names All > received.json
is 'sqs receive-message' 'from the CLI test' "$(python -c 'import json; m=json.load(open("received.json"))["Messages"][0]; print(m["Body"], m["MessageAttributes"]["kind"]["StringValue"])')"
aws sqs delete-message --queue-url "$queue" --receipt-handle "$(python -c 'import json; print(json.load(open("received.json"))["Messages"][0]["ReceiptHandle"])')"
is 'sqs get-queue-attributes' '0 0' "$(aws sqs get-queue-attributes --queue-url "$queue" --attribute-names ApproximateNumberOfMessages ApproximateNumberOfMessagesNotVisible --query 'join(`" "`, values(Attributes))' --output text)"
says 'sqs of a queue that is not there' 'AWS.SimpleQueueService.NonExistentQueue.*The specified queue does not exist' aws sqs get-queue-url --queue-name nowhere
topic=$(aws sns create-topic --name cli-topic --query TopicArn --output text)
is 'sns create-topic' 'arn:aws:sns:us-east-1:000000000000:cli-topic' "$topic"
arn=arn:aws:sqs:us-east-1:000000000000:cli-queue
cat > attributes.json <<JSON
{"Policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"sns.amazonaws.com\"},\"Action\":\"sqs:SendMessage\",\"Resource\":\"$arn\",\"Condition\":{\"ArnEquals\":{\"aws:SourceArn\":\"$topic\"}}}]}"}
JSON
aws sqs set-queue-attributes --queue-url "$queue" --attributes file://attributes.json
aws sns subscribe --topic-arn "$topic" --protocol sqs --notification-endpoint "$arn" --attributes RawMessageDelivery=true > subscribed.json
aws sns publish --topic-arn "$topic" --message 'to all' > published.json
is 'sns publish reaches the queue' 'to all' "$(aws sqs receive-message --queue-url "$queue" --wait-time-seconds 10 --query 'Messages[0].Body' --output text)"

# --- Lambda, and its logs
aws iam create-role --role-name cli-role --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com","AWS":"000000000000"},"Action":"sts:AssumeRole"}]}' > role.json
aws iam put-role-policy --role-name cli-role --policy-name logs --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:*","s3:ListAllMyBuckets"],"Resource":"*"}]}'
cat > index.js <<'JS'
exports.handler = async (event) => {
  console.log('hello from the function');
  return { greeting: `hello ${event.name}` };
};
JS
python -c 'import zipfile; zipfile.ZipFile("fn.zip", "w").write("index.js")'
is 'lambda create-function' 'cli-fn' "$(aws lambda create-function --function-name cli-fn --runtime nodejs22.x --handler index.handler --role arn:aws:iam::000000000000:role/cli-role --zip-file fileb://fn.zip --query FunctionName --output text)"
aws lambda wait function-active-v2 --function-name cli-fn
is 'lambda invoke answers 200' '200' "$(aws lambda invoke --function-name cli-fn --cli-binary-format raw-in-base64-out --payload '{"name":"CLI"}' out.json --query StatusCode 2>/dev/null || aws lambda invoke --function-name cli-fn --payload '{"name":"CLI"}' out.json --query StatusCode)"
is 'lambda invoke brings the result' '{"greeting":"hello CLI"}' "$(cat out.json)"
# `logs tail` came with version 2; it asks for the same as filter-log-events, which version 1 has.
if [[ $(aws --version) == aws-cli/2* ]]; then tail=(tail /aws/lambda/cli-fn); else tail=(filter-log-events --log-group-name /aws/lambda/cli-fn); fi
says 'logs tail shows what the function wrote' 'hello from the function' aws logs "${tail[@]}"
if [[ $(aws --version) == aws-cli/2* ]]; then
  PYTHONUNBUFFERED=1 command aws --endpoint-url "$AWS_ENDPOINT_URL" logs tail /aws/lambda/cli-fn --follow --since 1h > followed.txt 2>&1 &
  follower=$!
  # A second line is there only if what was written after it began is told too.
  followed() { grep -c 'hello from the function' followed.txt; }
  for _ in $(seq 40); do [ "$(followed)" -ge 1 ] && break; sleep 0.25; done
  before=$(followed)
  aws lambda invoke --function-name cli-fn --cli-binary-format raw-in-base64-out --payload '{"name":"again"}' out.json > invoked.json
  for _ in $(seq 60); do [ "$(followed)" -gt "$before" ] && break; sleep 0.25; done
  is 'logs tail --follow goes on' "$((before + 1))" "$(followed)"
  kill "$follower"
  wait "$follower" 2> /dev/null
fi
says 'lambda of a function that is not there' 'ResourceNotFoundException.*Function not found: arn:aws:lambda:us-east-1:000000000000:function:nowhere' aws lambda invoke --function-name nowhere out.json

# --- CloudFormation
cat > template.yaml <<'YAML'
Parameters:
  Name: { Type: String }
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref Name } }
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }] }
  Fn:
    Type: AWS::Lambda::Function
    Properties: { Handler: index.handler, Runtime: nodejs22.x, Role: !GetAtt Role.Arn, Code: code }
Outputs:
  Url: { Value: !Ref Queue }
  Fn: { Value: !Ref Fn }
YAML
mkdir -p code && cp index.js code/
aws s3 mb s3://cli-packages > made.txt
if [[ $(aws --version) =~ ^aws-cli/2\.([0-9]+) && ${BASH_REMATCH[1]} -lt 13 ]]; then
  # Before 2.13 `package` uploads to AWS whatever endpoint it is given; so what it does is done by hand.
  python -c 'import zipfile; zipfile.ZipFile("code.zip", "w").write("index.js")'
  aws s3 cp code.zip s3://cli-packages/code.zip --quiet
  sed 's#Code: code#Code: { S3Bucket: cli-packages, S3Key: code.zip }#' template.yaml > packaged.yaml
else
  says 'cloudformation package uploads the code' 'Successfully packaged artifacts' aws cloudformation package --template-file template.yaml --s3-bucket cli-packages --output-template-file packaged.yaml
fi
says 'cloudformation deploy refuses what was not acknowledged' 'InsufficientCapabilities.*Requires capabilities : \[CAPABILITY_IAM\]' aws cloudformation deploy --template-file packaged.yaml --stack-name cli-stack --parameter-overrides Name=stack-queue
says 'cloudformation deploy' 'Successfully created/updated stack - cli-stack' aws cloudformation deploy --template-file packaged.yaml --stack-name cli-stack --parameter-overrides Name=stack-queue --capabilities CAPABILITY_IAM
is 'the stack tells its outputs' "$AWS_ENDPOINT_URL/000000000000/stack-queue" "$(aws cloudformation describe-stacks --stack-name cli-stack --query 'Stacks[0].Outputs[?OutputKey==`Url`].OutputValue' --output text)"
is 'describe-stack-events begins and ends with the stack' 'CREATE_COMPLETE' "$(aws cloudformation describe-stack-events --stack-name cli-stack --query 'StackEvents[?LogicalResourceId==`cli-stack`]|[0].ResourceStatus' --output text)"
fn=$(aws cloudformation describe-stacks --stack-name cli-stack --query 'Stacks[0].Outputs[?OutputKey==`Fn`].OutputValue' --output text)
aws lambda invoke --function-name "$fn" --payload '{"name":"stack"}' deployed.json --cli-binary-format raw-in-base64-out > invoked.json 2>&1 || aws lambda invoke --function-name "$fn" --payload '{"name":"stack"}' deployed.json > invoked.json
is 'the packaged function runs' '{"greeting":"hello stack"}' "$(cat deployed.json)"
says 'cloudformation deploy of the same again' 'No changes to deploy' aws cloudformation deploy --template-file packaged.yaml --stack-name cli-stack --parameter-overrides Name=stack-queue --capabilities CAPABILITY_IAM
aws cloudformation delete-stack --stack-name cli-stack
aws cloudformation wait stack-delete-complete --stack-name cli-stack
says 'cloudformation delete-stack' 'Stack with id cli-stack does not exist' aws cloudformation describe-stacks --stack-name cli-stack
cat > shop.yaml <<'EOF'
Parameters: {Delay: {Type: Number, Default: 1}}
Resources:
  Files: {Type: AWS::S3::Bucket, Properties: {BucketName: cli-shop-files}}
  Work: {Type: AWS::SQS::Queue, Properties: {QueueName: cli-shop, DelaySeconds: !Ref Delay}}
EOF
says 'cloudformation create-change-set' ':changeSet/first/' aws cloudformation create-change-set --stack-name cli-shop --change-set-name first --change-set-type CREATE --template-body file://shop.yaml
aws cloudformation wait change-set-create-complete --stack-name cli-shop --change-set-name first
is 'describe-change-set' 'Files Work' "$(aws cloudformation describe-change-set --stack-name cli-shop --change-set-name first --query 'sort(Changes[].ResourceChange.LogicalResourceId)|join(`" "`, @)' --output text)"
aws cloudformation execute-change-set --stack-name cli-shop --change-set-name first
aws cloudformation wait stack-create-complete --stack-name cli-shop
is 'cloudformation execute-change-set' 'CREATE_COMPLETE' "$(aws cloudformation describe-stacks --stack-name cli-shop --query 'Stacks[0].StackStatus' --output text)"
aws sqs set-queue-attributes --queue-url "$(aws sqs get-queue-url --queue-name cli-shop --query QueueUrl --output text)" --attributes DelaySeconds=7
detection=$(aws cloudformation detect-stack-drift --stack-name cli-shop --query StackDriftDetectionId --output text)
for _ in 1 2 3 4 5 6 7 8 9 10; do
  drift=$(aws cloudformation describe-stack-drift-detection-status --stack-drift-detection-id "$detection" --query '[DetectionStatus,StackDriftStatus]' --output text)
  [[ $drift == DETECTION_IN_PROGRESS* ]] || break
  sleep 1
done
is 'cloudformation detect-stack-drift' 'DETECTION_COMPLETE	DRIFTED' "$drift"
is 'describe-stack-resource-drifts' '/DelaySeconds	1	7	NOT_EQUAL' "$(aws cloudformation describe-stack-resource-drifts --stack-name cli-shop --stack-resource-drift-status-filters MODIFIED --query 'StackResourceDrifts[0].PropertyDifferences[0].[PropertyPath,ExpectedValue,ActualValue,DifferenceType]' --output text)"
says 'continue-update-rollback has nothing to go on with' 'ValidationError.*cannot be called from current stack status' aws cloudformation continue-update-rollback --stack-name cli-shop
echo data | aws s3 cp - s3://cli-shop-files/kept --quiet
aws cloudformation delete-stack --stack-name cli-shop
says 'a stack with a full bucket can not be deleted' 'terminal failure state' aws cloudformation wait stack-delete-complete --stack-name cli-shop
shop=$(aws cloudformation describe-stacks --stack-name cli-shop --query 'Stacks[0].StackId' --output text)
aws cloudformation delete-stack --stack-name cli-shop --retain-resources Files
aws cloudformation wait stack-delete-complete --stack-name "$shop"
is 'cloudformation delete-stack --retain-resources' 'DELETE_COMPLETE' "$(aws cloudformation describe-stacks --stack-name "$shop" --query 'Stacks[0].StackStatus' --output text)"
cat > custom.yaml <<'EOF'
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]}
  Maker:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code:
        ZipFile: |
          const https = require('https');
          exports.handler = (event) => new Promise((resolve, reject) => {
            const body = JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'made-1', StackId: event.StackId, RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId, Data: { Size: 'x' + event.ResourceProperties.Size } });
            const url = new URL(event.ResponseURL);
            const request = https.request({ hostname: url.hostname, port: 443, path: url.pathname + url.search, method: 'PUT', headers: { 'content-type': '', 'content-length': body.length } }, (r) => { console.log('status', r.statusCode); r.resume(); r.on('end', resolve); });
            request.on('error', reject); request.write(body); request.end();
          });
  Made: {Type: Custom::Maker, Properties: {ServiceToken: !GetAtt Maker.Arn, Size: 3}}
Outputs: {Size: {Value: !GetAtt Made.Size}}
EOF
says 'cloudformation deploy of a custom resource' 'Successfully created/updated stack - cli-custom' aws cloudformation deploy --template-file custom.yaml --stack-name cli-custom --capabilities CAPABILITY_IAM
is 'a function answers for a custom resource' 'x3' "$(aws cloudformation describe-stacks --stack-name cli-custom --query 'Stacks[0].Outputs[0].OutputValue' --output text)"

# Its function takes back nothing: a stack that is truly stuck.
sed "s/Status: 'SUCCESS'/Status: event.RequestType === 'Update' ? 'FAILED' : 'SUCCESS', Reason: 'never twice'/" custom.yaml > stuck.yaml
sed 's/Size: 3/Size: 4/' stuck.yaml > stuck-4.yaml
rested() {
  local status
  for _ in $(seq 60); do
    status=$(aws cloudformation describe-stacks --stack-name "$1" --query 'Stacks[0].StackStatus' --output text)
    [[ $status == *_IN_PROGRESS ]] || break
    sleep 0.5
  done
  echo "$status"
}
aws cloudformation create-stack --stack-name cli-stuck --template-body file://stuck.yaml --capabilities CAPABILITY_IAM > created.json
is 'cloudformation create-stack' 'CREATE_COMPLETE' "$(rested cli-stuck)"
aws cloudformation update-stack --stack-name cli-stuck --template-body file://stuck-4.yaml --capabilities CAPABILITY_IAM > updated.json
is 'an update that can not be taken back is stuck' 'UPDATE_ROLLBACK_FAILED' "$(rested cli-stuck)"
says 'its events tell what could not be taken back' 'Received response status \[FAILED\] from custom resource.*never twice' aws cloudformation describe-stack-events --stack-name cli-stuck --query 'StackEvents[?LogicalResourceId==`Made`]|[0].ResourceStatusReason' --output text
says 'what is stuck can not be updated' 'ValidationError.*UPDATE_ROLLBACK_FAILED state and can ?not be updated' aws cloudformation update-stack --stack-name cli-stuck --template-body file://stuck.yaml --capabilities CAPABILITY_IAM
aws cloudformation continue-update-rollback --stack-name cli-stuck
is 'cloudformation continue-update-rollback fails where its cause remains' 'UPDATE_ROLLBACK_FAILED' "$(rested cli-stuck)"
aws cloudformation continue-update-rollback --stack-name cli-stuck --resources-to-skip Made
is 'cloudformation continue-update-rollback --resources-to-skip' 'UPDATE_ROLLBACK_COMPLETE' "$(rested cli-stuck)"

# --- KMS and STS
key=$(aws kms create-key --query KeyMetadata.KeyId --output text)
printf 'a secret' > plain.txt
aws kms encrypt --key-id "$key" --plaintext fileb://plain.txt --query CiphertextBlob --output text | base64 -d > cipher.bin
is 'kms encrypt and decrypt' 'a secret' "$(aws kms decrypt --ciphertext-blob fileb://cipher.bin --query Plaintext --output text | base64 -d)"
is 'sts get-caller-identity' 'arn:aws:iam::000000000000:root' "$(aws sts get-caller-identity --query Arn --output text)"
is 'a twelve-digit key is that account' '123456789012' "$(AWS_ACCESS_KEY_ID=123456789012 command aws --endpoint-url "$AWS_ENDPOINT_URL" sts get-caller-identity --query Account --output text)"
read -r id secret token < <(aws sts assume-role --role-arn arn:aws:iam::000000000000:role/cli-role --role-session-name cli --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)
is 'sts assume-role' 'arn:aws:sts::000000000000:assumed-role/cli-role/cli' "$(AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=$secret AWS_SESSION_TOKEN=$token command aws --endpoint-url "$AWS_ENDPOINT_URL" sts get-caller-identity --query Arn --output text)"
says 'the role may do no more than it was given' 'An error occurred \(AccessDenied\) when calling the ListQueues operation|AccessDeniedException' env AWS_ACCESS_KEY_ID="$id" AWS_SECRET_ACCESS_KEY="$secret" AWS_SESSION_TOKEN="$token" aws --endpoint-url "$AWS_ENDPOINT_URL" sqs list-queues
