"""`prices`: the books as they are, and their refreshing from recorded answers on loopback. Nothing here depends on time."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from cloudgen.cost.feeds.audit import audit, last_day
from cloudgen.cost.feeds.fetch import ATTEMPTS, Client, FeedError, Unreachable
from cloudgen.cost.feeds.gcp import KEY_HEADER
from cloudgen.cost.feeds.mapping import like, load_map, split_unit, wants
from cloudgen.cost.feeds.update import FEEDS, UpdateReport, UpdateRequest, update
from cloudgen.cost.price.book import load_book, read_book
from cloudgen.cost.price.rules import Rules
from tests.feeds.server import Answer, FeedServer, served
from tests.support.commands import Finished, cli

FEED_FOLDER = Path(__file__).parent / "feeds"
CLOUDS = ("aws", "azure", "gcp")
AWS = "/offers/v1.0/aws"
AZURE = "/api/retail/prices?$filter=armRegionName eq '{}' and priceType eq 'Consumption' and serviceName eq '{}'"
GCP_PAGE = "pageSize=5000"
NAT_FILE = f"{AWS}/AmazonEC2/20261117/us-east-1/index.json"
KEY = "a-key-that-nobody-may-see"


class Quiet:
    """A watcher that counts."""

    def __init__(self) -> None:
        self.jobs: list[str] = []
        self.total = self.ended = self.bytes = 0

    def begin(self, jobs: int) -> None:
        """Keep the number."""
        self.total = jobs

    def job(self, name: str) -> None:
        """Keep the name."""
        self.jobs.append(name)

    def received(self, size: int) -> None:
        """Add up."""
        self.bytes += size

    def done(self) -> None:
        """Count."""
        self.ended += 1


def recorded(cloud: str, name: str) -> bytes:
    """A recorded answer."""
    return (FEED_FOLDER / cloud / f"{name}.json").read_bytes()


def fill(feed: FeedServer) -> None:
    """All three clouds' answers, as they come on a good day."""
    feed.put(f"{AWS}/index.json", recorded("aws", "index"))
    for service, version, region in (
        ("AmazonEC2", "20261117", "us-east-1"),
        ("AmazonS3", "20261116", "eu-west-1"),
        ("AWSLambda", "20261115", "us-east-1"),
    ):
        path = f"{AWS}/{service}/{version}/{region}/index.json"
        index = {"formatVersion": "v1.0", "regions": {region: {"regionCode": region, "currentVersionUrl": path}}}
        feed.put(f"{AWS}/{service}/current/region_index.json", json.dumps(index).encode())
        feed.put(path, recorded("aws", service))
    feed.put(AZURE.format("eastus2", "NAT Gateway"), recorded("azure", "nat-1"))
    feed.put(AZURE.format("eastus2", "NAT Gateway") + "&$skip=1000", recorded("azure", "nat-2"))
    feed.put(AZURE.format("eastus2", "Functions"), recorded("azure", "functions"))
    for region in ("eastus2", "westeurope"):
        feed.put(AZURE.format(region, "Container Registry"), recorded("azure", f"registry-{region}"))
    feed.put(f"/v1/services?{GCP_PAGE}", recorded("gcp", "services-1"))
    feed.put(f"/v1/services?{GCP_PAGE}&pageToken=more=&", recorded("gcp", "services-2"))
    feed.put(f"/v1/services/152E-C115-5142/skus?currencyCode=USD&{GCP_PAGE}", recorded("gcp", "run"))
    feed.put(f"/v1/services/6F81-5844-456A/skus?currencyCode=USD&{GCP_PAGE}", recorded("gcp", "compute-1"))
    feed.put(f"/v1/services/6F81-5844-456A/skus?currencyCode=USD&{GCP_PAGE}&pageToken=p2", recorded("gcp", "compute-2"))


@pytest.fixture
def feed() -> Iterator[FeedServer]:
    """A server with all recorded answers."""
    with served() as server:
        fill(server)
        yield server


class Bench:
    """A copy of a small book, and updates of it that wait for nothing."""

    def __init__(self, folder: Path, server: FeedServer) -> None:
        self.folder, self.server = folder, server
        self.waits: list[float] = []
        self.watch = Quiet()

    def book(self, cloud: str) -> Path:
        """The copy, made once."""
        path = self.folder / f"{cloud}.yaml"
        if not path.exists():
            path.write_bytes((FEED_FOLDER / cloud / "book.yaml").read_bytes())
        return path

    def state(self, cloud: str) -> Path:
        """Where progress is kept."""
        return self.folder / "cache" / f"{cloud}.json"

    def update(self, cloud: str, **options: Any) -> UpdateReport:
        """One run."""
        self.watch = Quiet()
        order = UpdateRequest(cloud, self.book(cloud), load_map(cloud), self.server.base, self.state(cloud), **options)
        headers = {KEY_HEADER: KEY} if cloud == "gcp" else {}
        return update(order, Client(headers, sleep=self.waits.append), self.watch)

    def record(self, cloud: str, price_id: str) -> dict[str, Any]:
        """A record as it is in the file."""
        records = yaml.safe_load(self.book(cloud).read_text(encoding="utf-8"))["prices"]
        return next(record for record in records if record["id"] == price_id)


@pytest.fixture
def bench(tmp_path: Path, feed: FeedServer) -> Bench:
    """Books and a feed."""
    return Bench(tmp_path, feed)


def statuses(report: UpdateReport) -> dict[str, str]:
    """What became of each price."""
    return {f"{each.price.id} {each.price.region}": each.status for each in report.verdicts}


def reason(report: UpdateReport, price_id: str) -> str:
    """Why a price was refused."""
    return next(each.reason for each in report.verdicts if each.price.id == price_id and each.status == "refused")


def altered(cloud: str, name: str, before: str, after: str) -> bytes:
    """A recorded answer with a difference."""
    text = recorded(cloud, name).decode()
    assert before in text
    return text.replace(before, after).encode()


# What a good day brings


def test_aws_prices_tiers_and_reserved_hours(bench: Bench) -> None:
    """Changed and confirmed prices bear the file's date and the meter's number; what the mapping lacks is named."""
    report = bench.update("aws")
    assert statuses(report) == {
        "lambda.requests us-east-1": "confirmed",
        "nat_gateway.hour us-east-1": "changed",
        "nat_gateway.data_gb us-east-1": "confirmed",
        "s3.standard.storage_gb_month eu-west-1": "changed",
        "ec2.t3.medium.reserved_1yr_no_upfront_hour us-east-1": "changed",
    }
    assert report.written
    assert report.unmapped == ("bedrock.nova_pro.input_tokens",)
    hour = bench.record("aws", "nat_gateway.hour")
    assert (hour["price"], hour["as_of"], hour["confidence"]) == (0.05, "2026-11-17", "high")
    assert hour["source"] == "AWS price list, AmazonEC2 us-east-1, SKUNATHOURS"
    assert bench.record("aws", "s3.standard.storage_gb_month")["tiers"][-1] == {"up_to": None, "price": 0.02}
    assert bench.record("aws", "ec2.t3.medium.reserved_1yr_no_upfront_hour")["price"] == 0.0259
    requests = bench.record("aws", "lambda.requests")
    assert (requests["price"], requests["free"], requests["note"]) == (0.2, 1, "A note that stays.")
    assert (bench.watch.total, bench.watch.ended) == (3, 3)
    assert bench.watch.bytes > 0


def test_the_book_keeps_everything_else(bench: Bench) -> None:
    """Only lines of figures and sources differ; comments, order and untouched records stay byte for byte."""
    before = bench.book("aws").read_text(encoding="utf-8").splitlines()
    bench.update("aws")
    after = bench.book("aws").read_text(encoding="utf-8").splitlines()
    figures = re.compile(r"  (price|source|as_of|confidence|tiers):|  - up_to:|    price:|    in a second line")
    assert [line for line in after if not figures.match(line)] == [line for line in before if not figures.match(line)]
    untouched = before.index("- id: bedrock.nova_pro.input_tokens")
    assert after[-len(before[untouched:]) :] == before[untouched:]


def test_a_second_run_changes_no_byte(bench: Bench) -> None:
    """The same answers give the same book, and then nothing is left to write."""
    bench.update("aws")
    first = bench.book("aws").read_bytes()
    again = bench.update("aws")
    assert bench.book("aws").read_bytes() == first
    assert not again.written
    assert set(statuses(again).values()) == {"confirmed"}


def test_azure_pages_free_amounts_and_a_substitute_that_gets_its_own_price(bench: Bench) -> None:
    """NextPageLink is followed, a first tier of zero is the free allowance, `same_as` gives way to a price."""
    report = bench.update("azure")
    assert statuses(report) == {
        "nat_gateway.hour eastus2": "changed",
        "nat_gateway.data_gb eastus2": "confirmed",
        "functions.consumption.executions eastus2": "confirmed",
        "container_registry.basic.day eastus2": "changed",
        "container_registry.basic.day westeurope": "changed",
    }
    assert bench.record("azure", "nat_gateway.hour")["as_of"] == "2026-11-18"
    own = bench.record("azure", "container_registry.basic.day")
    assert "same_as" not in own
    assert (own["unit"], own["price"], own["source"]) == ("day", 0.1666, "Azure Retail Prices API, Container Registry, eastus2, acr-e2")
    assert not [each.note for each in report.verdicts if each.note]


def test_google_cloud_pages_nanos_and_a_price_of_two_meters(bench: Bench) -> None:
    """Tokens are followed in both lists; cores and memory make the machine; spot prices are others."""
    report = bench.update("gcp")
    assert statuses(report) == {
        "cloud_run.requests global": "confirmed",
        "cloud_run.vcpu_second.request_based us-central1": "changed",
        "compute_engine.e2-standard-2.on_demand us-central1": "changed",
    }
    machine = bench.record("gcp", "compute_engine.e2-standard-2.on_demand")
    assert (machine["price"], machine["source"]) == (0.068, "Cloud Billing Catalog, Compute Engine, E2-CORE, E2-RAM")
    assert bench.record("gcp", "cloud_run.vcpu_second.request_based")["price"] == 0.000026


def test_a_dry_run_writes_nothing(bench: Bench) -> None:
    """It reports the same."""
    before = bench.book("azure").read_bytes()
    report = bench.update("azure", dry_run=True)
    assert report.of("changed")
    assert not report.written
    assert bench.book("azure").read_bytes() == before


# Answers that may replace nothing


def test_a_body_that_is_always_cut_off_is_refused(bench: Bench) -> None:
    """It is asked for again; in the end its prices stay and the others are still refreshed."""
    bench.server.put(NAT_FILE, Answer(recorded("aws", "AmazonEC2"), cut=900))
    report = bench.update("aws")
    assert statuses(report)["nat_gateway.hour us-east-1"] == "refused"
    assert "cut off after 900 of" in reason(report, "nat_gateway.hour")
    assert bench.record("aws", "nat_gateway.hour")["source"].startswith("an older source")
    assert statuses(report)["s3.standard.storage_gb_month eu-west-1"] == "changed"
    assert bench.server.asked.count(NAT_FILE) == ATTEMPTS
    assert list(report.failed) == ["AmazonEC2 us-east-1"]


def test_a_body_that_is_cut_off_once_is_read_again(bench: Bench) -> None:
    """The second answer counts, and nothing of the first."""
    bench.server.put(NAT_FILE, Answer(recorded("aws", "AmazonEC2"), cut=4000), recorded("aws", "AmazonEC2"))
    report = bench.update("aws")
    assert statuses(report)["nat_gateway.hour us-east-1"] == "changed"
    assert not report.failed


def test_a_cut_off_file_of_unsaid_length_is_noticed(bench: Bench) -> None:
    """Without Content-Length, the file itself says that its end is missing."""
    body = recorded("aws", "AmazonEC2")
    bench.server.put(NAT_FILE, Answer(body[: body.index(b'"Reserved"')], headers={"Content-Length": ""}))
    report = bench.update("aws")
    assert "cut off or isn't JSON" in reason(report, "nat_gateway.hour")
    assert bench.record("aws", "nat_gateway.hour")["price"] == 0.045


@pytest.mark.parametrize(
    ("cloud", "path", "price_id"),
    [
        ("aws", NAT_FILE, "nat_gateway.hour"),
        ("azure", AZURE.format("eastus2", "NAT Gateway") + "&$skip=1000", "nat_gateway.hour"),
        ("gcp", f"/v1/services/152E-C115-5142/skus?currencyCode=USD&{GCP_PAGE}", "cloud_run.requests"),
    ],
)
@pytest.mark.parametrize("body", [b"<html>maintenance</html>", b"{}", b"[]", b'{"Items": [1]}', b'{"products": {"a": 1}}', b"\xff\xfe{"])
def test_malformed_answers_change_nothing_of_theirs(bench: Bench, cloud: str, path: str, price_id: str, body: bytes) -> None:
    """Whatever it is, it is reported and the prices stay."""
    before = bench.record(cloud, price_id)
    bench.server.put(path, body)
    report = bench.update(cloud)
    assert report.failed
    assert reason(report, price_id)
    assert bench.record(cloud, price_id) == before


@pytest.mark.parametrize(
    ("cloud", "file", "path", "before", "after", "price_id", "expected"),
    [
        ("aws", "AmazonEC2", NAT_FILE, '"0.0500000000"', '"0.0000000000"', "nat_gateway.hour", "a price of zero instead of 0.045"),
        ("aws", "AmazonEC2", NAT_FILE, '"0.0500000000"', '"0.2300000000"', "nat_gateway.hour", "a jump from 0.045 to 0.23"),
        ("aws", "AmazonEC2", NAT_FILE, '"0.0500000000"', '"0.0080000000"', "nat_gateway.hour", "a jump from 0.045 to 0.008"),
        ("aws", "AmazonEC2", NAT_FILE, '"0.0500000000"', '"-0.05"', "nat_gateway.hour", "isn't a price"),
        ("aws", "AmazonEC2", NAT_FILE, '"0.0500000000"', '"NaN"', "nat_gateway.hour", "isn't a price"),
        ("aws", "AmazonEC2", NAT_FILE, '"0.0500000000"', '"five"', "nat_gateway.hour", "isn't a number"),
        ("aws", "AmazonEC2", NAT_FILE, '"unit" : "Hrs"', '"unit" : "Days"', "nat_gateway.hour", "another unit: 'Days'"),
        ("aws", "AmazonEC2", NAT_FILE, '{ "USD" : "0.0500', '{ "CNY" : "0.0500', "nat_gateway.hour", "another currency: CNY"),
        ("azure", "nat-1", AZURE.format("eastus2", "NAT Gateway"), '"1 Hour"', '"1 GB"', "nat_gateway.hour", "another unit: '1 GB'"),
        ("azure", "nat-1", AZURE.format("eastus2", "NAT Gateway"), '"1 Hour"', '"100 Hours"', "nat_gateway.hour", "a jump from 0.045 to 0.0005"),
        ("azure", "functions", AZURE.format("eastus2", "Functions"), "2e-06", "0.0", "functions.consumption.executions", "a price of zero"),
        ("azure", "functions", AZURE.format("eastus2", "Functions"), '"Count": 2', '"Count": 9', "functions.consumption.executions", "2 of 9 items"),
        ("gcp", "run", f"/v1/services/152E-C115-5142/skus?currencyCode=USD&{GCP_PAGE}", '"usageUnit": "s"', '"usageUnit": "h"', "cloud_run.vcpu_second.request_based", "another unit: 'h'"),
        ("gcp", "compute-2", f"/v1/services/6F81-5844-456A/skus?currencyCode=USD&{GCP_PAGE}&pageToken=p2", '"nanos": 3000000', '"nanos": 90000000', "compute_engine.e2-standard-2.on_demand", "a jump"),
    ],
)  # fmt: skip
def test_suspicious_prices_are_refused(
    bench: Bench, cloud: str, file: str, path: str, before: str, after: str, price_id: str, expected: str
) -> None:
    """Zero, jumps, other units and currencies, half a page: reported, and the good price stays."""
    old = bench.record(cloud, price_id)
    bench.server.put(path, altered(cloud, file, before, after))
    report = bench.update(cloud)
    assert expected in reason(report, price_id)
    assert bench.record(cloud, price_id) == old


def test_a_jump_of_five_times_is_still_believed(bench: Bench) -> None:
    """More than five is too much, five is not."""
    bench.server.put(NAT_FILE, altered("aws", "AmazonEC2", '"0.0500000000"', '"0.2250000000"'))
    assert statuses(bench.update("aws"))["nat_gateway.hour us-east-1"] == "changed"


def test_a_jump_in_one_tier_is_enough(bench: Bench) -> None:
    """Every tier is compared, not the first alone."""
    path = f"{AWS}/AmazonS3/20261116/eu-west-1/index.json"
    bench.server.put(path, altered("aws", "AmazonS3", '"0.0200000000"', '"0.0020000000"'))
    assert "a jump from 0.021 to 0.002" in reason(bench.update("aws"), "s3.standard.storage_gb_month")


def test_two_meters_that_fit_and_differ_are_refused(bench: Bench) -> None:
    """Which one is meant can't be known."""
    data = json.loads(recorded("azure", "nat-1"))
    data["Items"].append({**data["Items"][0], "meterId": "another", "retailPrice": 0.06})
    data["Count"] = 2
    bench.server.put(AZURE.format("eastus2", "NAT Gateway"), json.dumps(data).replace("{base}", bench.server.base).encode())
    assert "2 meters with different prices fit: another, nat-hour" in reason(bench.update("azure"), "nat_gateway.hour")


def test_a_free_allowance_that_differs_is_said_and_left(bench: Bench) -> None:
    """The allowance is the book's; the price is the feed's."""
    bench.server.put(AZURE.format("eastus2", "Functions"), altered("azure", "functions", "100000.0", "50000.0"))
    report = bench.update("azure")
    [note] = [each.note for each in report.verdicts if each.note]
    assert note == "the feed has 0.5 free, the book 1; that was left"
    assert bench.record("azure", "functions.consumption.executions")["free"] == 1


def test_a_meter_that_is_gone_is_reported(bench: Bench) -> None:
    """It is no bad answer, and its price stays."""
    bench.server.put(NAT_FILE, altered("aws", "AmazonEC2", '"NatGateway-Hours"', '"NatGateway-Gone"'))
    report = bench.update("aws")
    assert statuses(report)["nat_gateway.hour us-east-1"] == "missing"
    assert bench.record("aws", "nat_gateway.hour")["price"] == 0.045


@pytest.mark.parametrize("following", ["http://192.0.2.1/api/retail/prices", "https://prices.example.com/"])
def test_a_link_to_another_host_is_not_followed(bench: Bench, following: str) -> None:
    """The next page must be where the first one was."""
    data = {**json.loads(recorded("azure", "nat-1")), "NextPageLink": following}
    bench.server.put(AZURE.format("eastus2", "NAT Gateway"), json.dumps(data).encode())
    assert "another host" in reason(bench.update("azure"), "nat_gateway.hour")


def test_pages_in_a_circle_end(bench: Bench) -> None:
    """A page that names itself as the next one is a bad answer."""
    path = AZURE.format("eastus2", "NAT Gateway")
    data = json.loads(recorded("azure", "nat-2"))
    data["NextPageLink"] = json.loads(recorded("azure", "nat-1"))["NextPageLink"].replace("{base}", bench.server.base)
    bench.server.put(f"{path}&$skip=1000", json.dumps(data).encode())
    assert "circle" in reason(bench.update("azure"), "nat_gateway.hour")


def test_a_redirect_is_not_followed(bench: Bench) -> None:
    """It could carry the key elsewhere."""
    path = f"/v1/services/152E-C115-5142/skus?currencyCode=USD&{GCP_PAGE}"
    bench.server.put(path, Answer(status=302, headers={"Location": f"{bench.server.base}/elsewhere"}))
    assert "HTTP 302" in reason(bench.update("gcp"), "cloud_run.requests")
    assert "/elsewhere" not in bench.server.asked


# Politeness and breaks


def test_retry_after_is_obeyed(bench: Bench) -> None:
    """In seconds or as a date that is past; then the answer counts."""
    busy = [Answer(status=429, headers={"Retry-After": "7"}), Answer(status=503, headers={"Retry-After": "Wed, 01 Jan 2020 00:00:00 GMT"})]
    bench.server.put(NAT_FILE, *busy, recorded("aws", "AmazonEC2"))
    report = bench.update("aws")
    assert not report.failed
    assert 7.0 in bench.waits
    assert 0.0 in bench.waits


def test_waits_grow_and_attempts_end(bench: Bench) -> None:
    """A feed that stays busy is left alone after some attempts, and the waits double."""
    bench.server.put(NAT_FILE, Answer(status=500))
    with pytest.raises(Unreachable, match="is busy: HTTP 500"):
        bench.update("aws")
    assert bench.server.asked.count(NAT_FILE) == ATTEMPTS
    waits = bench.waits[-(ATTEMPTS - 1) :]
    assert all(2**number / 2 <= wait <= 2**number for number, wait in enumerate(waits))


def test_a_wait_that_is_too_long_ends_the_run(bench: Bench) -> None:
    """The user is told instead of kept waiting."""
    bench.server.put(NAT_FILE, Answer(status=429, headers={"Retry-After": "86400"}))
    with pytest.raises(Unreachable, match="asks to wait 86400 seconds"):
        bench.update("aws")
    assert bench.server.asked.count(NAT_FILE) == 1


def test_a_run_that_broke_off_goes_on_where_it_stopped(bench: Bench) -> None:
    """Pages that were read aren't asked for again, and the book is written only at the end."""
    second = AZURE.format("eastus2", "NAT Gateway") + "&$skip=1000"
    before = bench.book("azure").read_bytes()
    bench.server.put(second, Answer(status=503))
    with pytest.raises(Unreachable):
        bench.update("azure")
    assert bench.book("azure").read_bytes() == before
    assert bench.state("azure").is_file()
    bench.server.put(second, recorded("azure", "nat-2"))
    bench.server.asked.clear()
    report = bench.update("azure")
    assert bench.server.asked == [second]
    assert statuses(report)["nat_gateway.hour eastus2"] == "changed"
    assert not bench.state("azure").exists()


def test_restart_begins_again(bench: Bench) -> None:
    """What an earlier run left is not used."""
    second = AZURE.format("eastus2", "NAT Gateway") + "&$skip=1000"
    bench.server.put(second, Answer(status=503))
    with pytest.raises(Unreachable):
        bench.update("azure")
    bench.server.put(second, recorded("azure", "nat-2"))
    bench.server.asked.clear()
    bench.update("azure", restart=True)
    assert AZURE.format("eastus2", "NAT Gateway") in bench.server.asked


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}', '{"format": 1, "mark": "another", "jobs": {}}'])
def test_a_broken_or_foreign_state_is_ignored(bench: Bench, content: str) -> None:
    """Then the run begins from the start."""
    bench.state("aws").parent.mkdir()
    bench.state("aws").write_text(content, encoding="utf-8")
    assert statuses(bench.update("aws"))["nat_gateway.hour us-east-1"] == "changed"


def test_an_index_that_is_broken_ends_the_run(bench: Bench) -> None:
    """Without it nothing can be found, and nothing is written."""
    before = bench.book("aws").read_bytes()
    bench.server.put(f"{AWS}/index.json", b'{"offers": 3}')
    with pytest.raises(FeedError, match="the index has no offers"):
        bench.update("aws")
    assert bench.book("aws").read_bytes() == before


def test_the_key_is_in_the_header_alone(bench: Bench) -> None:
    """Not in an address, not in the state of a run that broke off, not in the book."""
    bench.server.put(f"/v1/services/6F81-5844-456A/skus?currencyCode=USD&{GCP_PAGE}&pageToken=p2", Answer(status=503))
    with pytest.raises(Unreachable) as error:
        bench.update("gcp")
    assert all(headers[KEY_HEADER] == KEY for headers in bench.server.headers)
    assert not [path for path in bench.server.asked if KEY in path]
    for text in (str(error.value), bench.state("gcp").read_text(encoding="utf-8"), bench.book("gcp").read_text(encoding="utf-8")):
        assert KEY not in text


def test_a_key_that_is_refused_is_said_without_it(bench: Bench) -> None:
    """At once, without further attempts."""
    first = f"/v1/services?{GCP_PAGE}"
    bench.server.put(first, Answer(b'{"error": {"code": 403}}', status=403))
    with pytest.raises(Unreachable, match="refuses the key: HTTP 403"):
        bench.update("gcp")
    assert bench.server.asked == [first]


# The mapping


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_meter_is_of_a_price_and_has_units(cloud: str) -> None:
    """A meter that no price uses is dead; a want without units would refuse every answer; no word is left open."""
    feed, book = load_map(cloud), load_book(cloud)
    used = {meter[0].id for price_id in book.ids() if (meter := feed.meter(price_id))}
    assert [meter.id for meter in feed.meters if meter.id not in used] == []
    wanted = wants(feed, book.prices)
    assert [want.key for want in wanted if not want.units] == []
    assert [want.key for want in wanted if re.search(r"\{\w", " ".join(want.match.values()))] == []
    assert [want.key for want in wanted if not want.match] == []
    assert cloud != "aws" or [want.key for want in wanted if "usagetype" not in want.match] == []
    assert cloud in FEEDS


@pytest.mark.parametrize(
    ("unit", "size", "thing"),
    [("1 Hour", 1, "Hour"), ("100 Hours", 100, "Hours"), ("10K", 10_000, ""), ("1M", 1_000_000, ""), ("1/Month", 1, "/Month"), ("1 GB/Month", 1, "GB/Month"), ("Hrs", 1, "Hrs"), ("GiBy.mo", 1, "GiBy.mo"), ("10", 10, "")],
)  # fmt: skip
def test_units_are_taken_apart(unit: str, size: int, thing: str) -> None:
    """How many of what."""
    assert split_unit(unit) == (size, thing)


def test_patterns() -> None:
    """Stars, alternatives, exclusions; case doesn't matter."""
    assert like("Standard C1 Cache", "standard * cache")
    assert like("b", "a|b")
    assert not like("Virtual Machines Windows", "!*windows*")


# The check


def test_every_way_in_which_a_rule_names_a_price_is_followed(tmp_path: Path) -> None:
    """Plain, by a value, by a table, out of a text in pieces, by a choice within a text, as a commitment: what the book has nowhere is a gap, and nothing else."""
    folder = tmp_path / "catalog" / "billing" / "gcp"
    folder.mkdir(parents=True)
    lines = [
        {"name": "Plain", "price": "cloud_run.requests", "quantity": 1},
        {"name": "Value", "price": "compute_engine.${values.type}.on_demand", "quantity": 1, "commitments": {"1yr": "compute_engine.${values.type}.cud_1y"}},
        {"name": "Map", "price": '${lookup(default(values.a, "x"), {"a": "cloud_run.requests"}, "no.such_price")}', "quantity": 1},
        {"name": "Pieces", "price": '${split("cloud_run.requests|no.piece", "|", 0)}', "quantity": 1},
        {"name": "Choice", "price": 'cloud_run.${"requests" if values.a else "nothing"}', "quantity": 1},
        {"name": "Unknowable", "price": "${values.price}", "quantity": 1},
    ]  # fmt: skip
    rule = {"title": "A type", "docs": "https://example.com", "lines": lines, "fixtures": []}
    (folder / "google_a.yaml").write_text(yaml.safe_dump(rule, sort_keys=False), encoding="utf-8")
    found = audit(
        read_book(FEED_FOLDER / "gcp" / "book.yaml"), [], Rules("gcp", tmp_path), ["us-central1", "europe-west1"], date(2026, 1, 1), 365
    )
    assert [(gap.line, gap.price) for gap in found.gaps] == [
        ("Value", "compute_engine.*.cud_1y"),
        ("Map", "no.such_price"),
        ("Pieces", "no.piece"),
        ("Choice", "cloud_run.nothing"),
    ]
    assert found.elsewhere == {"us-central1": (), "europe-west1": (("compute_engine.e2-standard-2.on_demand", "us-central1"),)}


@pytest.mark.parametrize(
    ("text", "day"),
    [("2024-07-01", date(2024, 7, 1)), ("2024-12", date(2025, 1, 1)), ("2026", date(2026, 12, 31)), ("2024-02-30", None), ("spring", None)],
)
def test_dates_without_a_day_are_taken_to_their_end(text: str, day: date | None) -> None:
    """So that no price looks older than it is."""
    assert last_day(text) == day


# The commands


def prices(*arguments: str, cwd: Path, **environment: str) -> Finished:
    """Run `cloudgen prices` in a folder, with a cache of its own and without a key of the machine's."""
    return cli("prices", *arguments, cwd=cwd, **{"CLOUDGEN_GCP_API_KEY": "", "XDG_CACHE_HOME": str(cwd / "cache"), **environment})


def test_list_and_show(tmp_path: Path) -> None:
    """A filter narrows; what doesn't exist is misuse and names the nearest."""
    listed = prices("list", "-p", "aws", "--service", "lambda", "--region", "us-east-1", cwd=tmp_path)
    assert listed.returncode == 0, listed.stderr
    assert "lambda.requests" in listed.stdout
    assert "nat_gateway" not in listed.stdout
    data = json.loads(prices("list", "-p", "gcp", "--service", "Cloud Run", "-f", "json", cwd=tmp_path).stdout)
    assert {price["provider"] for price in data["prices"]} == {"gcp"}
    shown = prices("show", "nat_gateway.hour", cwd=tmp_path)
    assert shown.returncode == 0
    assert "source: " in shown.stdout
    wrong = prices("show", "nat_gatewy.hour", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "Did you mean 'nat_gateway.hour'?" in wrong.stderr
    assert prices("list", "--region", "mars-1", cwd=tmp_path).returncode == 2
    assert prices("list", "--service", "teleport", cwd=tmp_path).returncode == 2


def test_check_finds_gaps_age_low_confidence_and_substitutes(tmp_path: Path) -> None:
    """A book with next to nothing has gaps; a substitute, a low confidence and an old price are listed."""
    book = tmp_path / "book.yaml"
    text = (FEED_FOLDER / "azure" / "book.yaml").read_text(encoding="utf-8").replace("confidence: high", "confidence: low", 1)
    book.write_text(text, encoding="utf-8")
    done = prices("check", "-p", "azure", "--book", str(book), "-f", "json", cwd=tmp_path, SOURCE_DATE_EPOCH="1767225600")
    assert done.returncode == 1, done.stderr
    [data] = json.loads(done.stdout)["books"]
    assert data["oldest"]["as_of"] == "2024-07-01"
    assert len(data["old"]) == 5
    assert [price["id"] for price in data["low_confidence"]] == ["nat_gateway.hour"]
    assert [(price["id"], price["region"]) for price in data["substitutes"]] == [("container_registry.basic.day", "eastus2")]
    recent = prices("check", "-p", "azure", "--book", str(book), "-f", "json", cwd=tmp_path, SOURCE_DATE_EPOCH="1719792000")
    assert json.loads(recent.stdout)["books"][0]["old"] == []


def test_check_finds_what_is_wrong(tmp_path: Path) -> None:
    """A record twice, an unknown confidence, a date that is none; a file that is no book; a file that isn't there."""
    book = tmp_path / "book.yaml"
    text = (FEED_FOLDER / "gcp" / "book.yaml").read_text(encoding="utf-8")
    record = text[text.index("- id: cloud_run.requests") : text.index("- id: cloud_run.vcpu")]
    book.write_text(text + record.replace("'2024-07-01'", "'2024-13-01'").replace("confidence: high", "confidence: sure"), encoding="utf-8")
    done = prices("check", "-p", "gcp", "--book", str(book), "-f", "json", cwd=tmp_path)
    assert done.returncode == 1
    faults = " ".join(json.loads(done.stdout)["books"][0]["faults"])
    assert all(part in faults for part in ("duplicate record", "'sure'", "'2024-13-01' isn't a date"))
    book.write_text(text.replace("price: 0.4", "price: -0.4"), encoding="utf-8")
    negative = prices("check", "-p", "gcp", "--book", str(book), cwd=tmp_path)
    assert negative.returncode == 1
    assert "-0.4 is negative" in negative.stderr
    book.write_text("prices: 3\n", encoding="utf-8")
    assert prices("check", "-p", "gcp", "--book", str(book), cwd=tmp_path).returncode == 1
    assert prices("check", "-p", "gcp", "--book", "nowhere.yaml", cwd=tmp_path).returncode == 2
    assert prices("check", "--book", str(book), cwd=tmp_path).returncode == 2


def test_update_as_a_user_runs_it(tmp_path: Path, feed: FeedServer) -> None:
    """A table of what changed; exit 0, then 1 where an answer is refused."""
    book = tmp_path / "book.yaml"
    book.write_bytes((FEED_FOLDER / "aws" / "book.yaml").read_bytes())
    done = prices("update", "-p", "aws", "--url", feed.base, "--book", str(book), cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"nat_gateway\.hour +us-east-1 +0\.045 +0\.05 +\+11\.1%", done.stdout)
    assert "3 changed, 2 confirmed, 0 refused, 0 missing" in done.stdout
    feed.put(NAT_FILE, altered("aws", "AmazonEC2", '"0.0500000000"', '"0.0000000000"'))
    again = prices("update", "-p", "aws", "--url", feed.base, "--book", str(book), "-f", "json", cwd=tmp_path)
    assert again.returncode == 1
    refused = [price for price in json.loads(again.stdout)["prices"] if price["status"] == "refused"]
    assert [(price["id"], price["reason"]) for price in refused] == [("nat_gateway.hour", "a price of zero instead of 0.05")]
    assert read_book(book).of("nat_gateway.hour")["us-east-1"].tiers[0][1] != 0


def test_update_without_a_key_or_with_a_wrong_address_is_misuse(tmp_path: Path, feed: FeedServer) -> None:
    """Nothing is asked; a key from the variable is used and never printed."""
    missing = prices("update", "-p", "gcp", "--url", feed.base, cwd=tmp_path)
    assert missing.returncode == 2
    assert "CLOUDGEN_GCP_API_KEY" in missing.stderr
    assert prices("update", "-p", "aws", "--url", "http://prices.example.com", cwd=tmp_path).returncode == 2
    assert prices("update", "-p", "aws", "--url", feed.base, "--key", KEY, cwd=tmp_path).returncode == 2
    assert feed.asked == []
    book = tmp_path / "book.yaml"
    book.write_bytes((FEED_FOLDER / "gcp" / "book.yaml").read_bytes())
    done = prices("update", "-p", "gcp", "--url", feed.base, "--book", str(book), cwd=tmp_path, CLOUDGEN_GCP_API_KEY=KEY)
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(headers[KEY_HEADER] == KEY for headers in feed.headers)
    assert KEY not in done.stdout + done.stderr


def test_a_feed_that_asks_to_wait_too_long_is_the_environment(tmp_path: Path, feed: FeedServer) -> None:
    """Exit 3, the book as it was, and how to go on."""
    book = tmp_path / "book.yaml"
    book.write_bytes((FEED_FOLDER / "aws" / "book.yaml").read_bytes())
    feed.put(NAT_FILE, Answer(status=429, headers={"Retry-After": "86400"}))
    done = prices("update", "-p", "aws", "--url", feed.base, "--book", str(book), cwd=tmp_path)
    assert done.returncode == 3
    assert "Run the same command again to resume." in done.stderr
    assert book.read_bytes() == (FEED_FOLDER / "aws" / "book.yaml").read_bytes()
