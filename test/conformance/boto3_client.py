"""boto3 with its default configuration against the served cloud: each fact is judged by what came back."""

import io
import json
import os
import time
import urllib.error
import urllib.request
import zipfile

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError


def is_(fact, expected, got):
    print(f"ok {fact}" if expected == got else f"FAILED {fact}: expected {expected!r}, got {got!r}", flush=True)


def refused(fact, code, message, call):
    try:
        call()
    except ClientError as error:
        told = error.response["Error"]
        is_(fact, (code, message), (told["Code"], told["Message"]))
    else:
        is_(fact, (code, message), "no error")


def s3():
    client = boto3.client("s3")
    client.create_bucket(Bucket="boto-bucket")
    client.get_waiter("bucket_exists").wait(Bucket="boto-bucket", WaiterConfig={"Delay": 1})
    body = os.urandom(12_000_000)
    config = TransferConfig(multipart_threshold=5 * 2**20, multipart_chunksize=5 * 2**20)
    client.upload_fileobj(io.BytesIO(body), "boto-bucket", "big", Config=config)
    is_("a multipart upload has an ETag of parts", "-3", client.head_object(Bucket="boto-bucket", Key="big")["ETag"][-3:-1])
    target = io.BytesIO()
    client.download_fileobj("boto-bucket", "big", target)
    is_("upload_fileobj and download_fileobj agree", body, target.getvalue())
    client.put_object(Bucket="boto-bucket", Key="meta", Body=b"x", Metadata={"color": "blue"}, ContentType="text/plain")
    head = client.head_object(Bucket="boto-bucket", Key="meta")
    client.get_waiter("object_exists").wait(Bucket="boto-bucket", Key="meta", WaiterConfig={"Delay": 1})
    is_("metadata comes back", ({"color": "blue"}, "text/plain"), (head["Metadata"], head["ContentType"]))
    part = client.get_object(Bucket="boto-bucket", Key="big", Range="bytes=5-9")
    is_("a range is a part", (206, body[5:10]), (part["ResponseMetadata"]["HTTPStatusCode"], part["Body"].read()))
    refused("a missing key", "NoSuchKey", "The specified key does not exist.", lambda: client.get_object(Bucket="boto-bucket", Key="nothing"))
    refused("a missing bucket", "NoSuchBucket", "The specified bucket does not exist", lambda: client.list_objects_v2(Bucket="boto-nowhere"))
    for n in range(5):
        client.put_object(Bucket="boto-bucket", Key=f"list/{n}", Body=b"")
    pages = client.get_paginator("list_objects_v2").paginate(Bucket="boto-bucket", Prefix="list/", PaginationConfig={"PageSize": 2})
    is_("listings come in pages", [2, 2, 1], [len(page["Contents"]) for page in pages])
    for version in ("s3", "s3v4"):
        signing = boto3.client("s3", config=Config(signature_version=version))
        url = signing.generate_presigned_url("put_object", Params={"Bucket": "boto-bucket", "Key": version}, ExpiresIn=60)
        with urllib.request.urlopen(urllib.request.Request(url, data=b"by URL", method="PUT")) as answer:
            is_(f"a presigned PUT ({version})", 200, answer.status)
        url = signing.generate_presigned_url("get_object", Params={"Bucket": "boto-bucket", "Key": version}, ExpiresIn=60)
        with urllib.request.urlopen(url) as answer:
            is_(f"a presigned GET ({version})", b"by URL", answer.read())
        old = signing.generate_presigned_url("get_object", Params={"Bucket": "boto-bucket", "Key": version}, ExpiresIn=-60 if version == "s3" else 1)
        time.sleep(0 if version == "s3" else 2.1)
        try:
            urllib.request.urlopen(old)
            is_(f"an expired URL ({version})", 403, 200)
        except urllib.error.HTTPError as error:
            is_(f"an expired URL ({version})", (403, True), (error.code, b"<Message>Request has expired</Message>" in error.read()))
    virtual = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"].replace("127.0.0.1", "localhost"), config=Config(s3={"addressing_style": "virtual"}))
    try:
        is_("a bucket as host name", b"x", virtual.get_object(Bucket="boto-bucket", Key="meta")["Body"].read())
    except Exception as error:  # a machine without names below localhost can't ask
        is_("a bucket as host name needs a resolver", True, "resolve" in str(error) or "Could not connect" in str(error))


def dynamodb():
    table = boto3.resource("dynamodb").create_table(
        TableName="boto-orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    table.wait_until_exists()
    with table.batch_writer() as batch:
        for n in range(30):
            batch.put_item(Item={"id": str(n), "even": n % 2 == 0, "tags": {"a", "b"}, "raw": b"\x00\xff"})
    item = table.get_item(Key={"id": "4"})["Item"]
    is_("all types come back", (True, {"a", "b"}, b"\x00\xff"), (item["even"], item["tags"], item["raw"].value))
    even = table.scan(FilterExpression=boto3.dynamodb.conditions.Attr("even").eq(True))
    is_("a scan filters", (15, 30), (even["Count"], even["ScannedCount"]))
    refused(
        "an empty key",
        "ValidationException",
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: id",
        lambda: table.put_item(Item={"id": ""}),
    )
    refused(
        "a wrong key",
        "ValidationException",
        "The provided key element does not match the schema",
        lambda: table.get_item(Key={"no": "1"}),
    )
    client = boto3.client("dynamodb")
    try:
        client.transact_write_items(
            TransactItems=[
                {"Put": {"TableName": "boto-orders", "Item": {"id": {"S": "new"}}}},
                {"Put": {"TableName": "boto-orders", "Item": {"id": {"S": "1"}}, "ConditionExpression": "attribute_not_exists(id)"}},
            ]
        )
    except client.exceptions.TransactionCanceledException as error:
        is_("a cancelled transaction tells its reasons", ["None", "ConditionalCheckFailed"], [r["Code"] for r in error.response["CancellationReasons"]])
    is_("a cancelled transaction wrote nothing", None, table.get_item(Key={"id": "new"}).get("Item"))
    table.delete()
    client.get_waiter("table_not_exists").wait(TableName="boto-orders", WaiterConfig={"Delay": 1})
    refused("a table that is gone", "ResourceNotFoundException", "Requested resource not found", lambda: client.get_item(TableName="boto-orders", Key={"id": {"S": "1"}}))


def messages():
    sqs, sns = boto3.client("sqs"), boto3.client("sns")
    url = sqs.create_queue(QueueName="boto.fifo", Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true"})["QueueUrl"]
    for body in ("1", "2", "2"):
        sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId="g")
    got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    is_("a FIFO queue keeps order and drops duplicates", ["1", "2"], [m["Body"] for m in got])
    plain = sqs.create_queue(QueueName="boto-plain", Attributes={"VisibilityTimeout": "1"})["QueueUrl"]
    sqs.send_message(QueueUrl=plain, MessageBody="again")
    sqs.receive_message(QueueUrl=plain)
    is_("a received message is hidden", None, sqs.receive_message(QueueUrl=plain).get("Messages"))
    is_("and comes back after its time-out", "again", sqs.receive_message(QueueUrl=plain, WaitTimeSeconds=5)["Messages"][0]["Body"])
    refused("a queue that is not there", "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.", lambda: sqs.get_queue_url(QueueName="nowhere"))
    sent = sqs.send_message_batch(QueueUrl=plain, Entries=[{"Id": "a", "MessageBody": "x"}, {"Id": "b", "MessageBody": "y", "DelaySeconds": 901}])
    is_("a batch fails entry by entry", (["a"], ["b"]), ([e["Id"] for e in sent["Successful"]], [e["Id"] for e in sent["Failed"]]))
    topic = sns.create_topic(Name="boto-topic")["TopicArn"]
    refused("a topic that is not there", "NotFound", "Topic does not exist", lambda: sns.publish(TopicArn=topic + "-no", Message="x"))
    is_("tags of a topic", [{"Key": "k", "Value": "v"}], (sns.tag_resource(ResourceArn=topic, Tags=[{"Key": "k", "Value": "v"}]), sns.list_tags_for_resource(ResourceArn=topic)["Tags"])[1])


def functions():
    iam, functions_, logs = boto3.client("iam"), boto3.client("lambda"), boto3.client("logs")
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    role = iam.create_role(RoleName="boto-role", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    iam.put_role_policy(RoleName="boto-role", PolicyName="logs", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "logs:*", "Resource": "*"}]}))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as code:
        code.writestr("index.js", "exports.handler = async (e) => { if (e.fail) throw new Error('as asked'); console.log('boto says', e.n); return e.n * 2; };")
    functions_.create_function(FunctionName="boto-fn", Runtime="nodejs22.x", Role=role, Handler="index.handler", Code={"ZipFile": archive.getvalue()})
    functions_.get_waiter("function_active_v2").wait(FunctionName="boto-fn")
    functions_.update_function_configuration(FunctionName="boto-fn", Timeout=9)
    functions_.get_waiter("function_updated_v2").wait(FunctionName="boto-fn", WaiterConfig={"Delay": 1})
    is_("a function answers", b"42", functions_.invoke(FunctionName="boto-fn", Payload=b'{"n":21}')["Payload"].read())
    failed = functions_.invoke(FunctionName="boto-fn", Payload=b'{"fail":true}')
    is_("a function's error is told", ("Unhandled", "as asked"), (failed["FunctionError"], json.load(failed["Payload"])["errorMessage"]))
    written = [e["message"] for e in logs.filter_log_events(logGroupName="/aws/lambda/boto-fn", filterPattern="boto")["events"]]
    is_("its log is there", True, any("boto says 21" in message for message in written))


def stacks():
    client = boto3.client("cloudformation")
    template = {"Resources": {"T": {"Type": "AWS::SNS::Topic"}}, "Outputs": {"Arn": {"Value": {"Ref": "T"}}}}
    client.create_stack(StackName="boto-stack", TemplateBody=json.dumps(template))
    client.get_waiter("stack_create_complete").wait(StackName="boto-stack", WaiterConfig={"Delay": 1})
    arn = client.describe_stacks(StackName="boto-stack")["Stacks"][0]["Outputs"][0]["OutputValue"]
    is_("a stack's topic exists", arn, boto3.client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]["TopicArn"])
    template["Resources"]["T"]["Properties"] = {"DisplayName": "told"}
    client.create_change_set(StackName="boto-stack", ChangeSetName="named", TemplateBody=json.dumps(template))
    client.get_waiter("change_set_create_complete").wait(StackName="boto-stack", ChangeSetName="named", WaiterConfig={"Delay": 1})
    client.execute_change_set(StackName="boto-stack", ChangeSetName="named")
    client.get_waiter("stack_update_complete").wait(StackName="boto-stack", WaiterConfig={"Delay": 1})
    is_("a change set has changed the topic", "told", boto3.client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]["DisplayName"])
    template["Resources"]["Q"] = {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": 901}}
    template["Resources"]["T"]["Properties"] = {"DisplayName": "other"}
    client.update_stack(StackName="boto-stack", TemplateBody=json.dumps(template))
    client.get_waiter("stack_rollback_complete").wait(StackName="boto-stack", WaiterConfig={"Delay": 1})
    is_("an update that fails is taken back", "told", boto3.client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]["DisplayName"])
    client.delete_stack(StackName="boto-stack")
    client.get_waiter("stack_delete_complete").wait(StackName="boto-stack", WaiterConfig={"Delay": 1})
    refused("a stack that is gone", "ValidationError", "Stack with id boto-stack does not exist", lambda: client.describe_stacks(StackName="boto-stack"))


def keys():
    kms, sts = boto3.client("kms"), boto3.client("sts")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    cipher = kms.encrypt(KeyId=key, Plaintext=b"secret", EncryptionContext={"a": "b"})["CiphertextBlob"]
    is_("kms decrypts", b"secret", kms.decrypt(CiphertextBlob=cipher, EncryptionContext={"a": "b"})["Plaintext"])
    refused("kms wants the same context", "InvalidCiphertextException", "", lambda: kms.decrypt(CiphertextBlob=cipher))
    is_("who one is", "000000000000", sts.get_caller_identity()["Account"])
    metric = boto3.client("cloudwatch")
    metric.put_metric_data(Namespace="Boto", MetricData=[{"MetricName": "m", "Value": 3}])
    is_("a metric is listed", ["m"], [m["MetricName"] for m in metric.list_metrics(Namespace="Boto")["Metrics"]])


for part in (s3, dynamodb, messages, functions, stacks, keys):
    part()
