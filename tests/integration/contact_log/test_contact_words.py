"""Full text over the contact log: what is found, what is not, and that the index betrays nobody."""

import asyncio
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from conversation import events as ev
from conversation.tables import ContactRow
from gateway.contact_index import carry_out_indexing, reindex_contacts
from tests.integration.contact_log.scene import MARKS, SAID, Browser, Scene
from tests.integration.staff.scene import NOON, code_of


@pytest.mark.parametrize(
    ("said", "q"),
    [
        ("保険を解約したいのですが", "解約"),
        ("昨日、事故に遭いました", "事故"),
        ("引っ越しました", "引越し"),
        ("引っ越しました", "引越"),
        ("引越しの手続きを", "引っ越し"),
        ("引越しの手続きを", "引越"),
        ("引越をします", "引っ越し"),
        ("引越をします", "引越し"),
        ("ひっこしの件です", "引越し"),
        ("申込書が届かない", "申し込み書"),
        ("契約を取り消したい", "取消"),
        ("ロードサービスを呼んで", "ﾛｰﾄﾞｻｰﾋﾞｽ"),
        ("ろーどさーびす", "ロードサービス"),
        ("ジコにあった", "じこ"),
        ("ＥＴＣカードをなくした", "etc"),
        ("etcカード", "ＥＴＣ"),
        ("Webで見られない", "WEB"),
        ("台風19号で屋根が壊れた", "１９号"),
        ("自動車の契約", "車"),
        ("解約と事故の話", "事故　解約"),
        ("対物超過修理費用特約", "超過修理費用"),
        ("解約😢したい", "😢解約"),
        ("一行目の話\n二行目の解約", "解約"),
        ("解約" * 2_000, "解約解約解約"),
    ],
)
async def test_what_was_said_is_found(scene: Scene, supervisor: Browser, said: str, q: str) -> None:
    customer_id = await scene.customer()
    seen = await scene.contact(said, customer_id)
    assert await supervisor.found(customer_id=customer_id, q=q) == [seen.contact_id]


@pytest.mark.parametrize(
    ("said", "q"),
    [
        ("故事来歴を調べる", "事故"),
        ("約束を解く", "解約"),
        ("理解。約束です", "解約"),
        ("解\n約", "解約"),
        ("東京 都内", "京都"),
        ("事故の後で証明を出した", "事故証明"),
        ("引き出しが開かない", "引越し"),
        ("解約です", "解約 事故"),
        ("解約です", "'; DROP TABLE contacts; --"),
        ("解約です", "事故' | '解約"),
        ("解約です", "!事故"),
        ("解約です", "事故 | 解約"),
        ("解約です", "解約 <-> 事故"),
        ("解約です", "解:* & 約:*事故"),
        ("解約です", "{}()&|!<->:*\\"),
        ("解約です", "%%__%%"),
        ("解約です", "😀😢"),
        ("解約です", "\u3000、。"),
        ("解約です", "あ" * 200),
        ("解約です", "解" * 200),
        ("電話は090-0000-7391です", "電話番号"),
    ],
)
async def test_what_was_not_said_is_not_found(scene: Scene, supervisor: Browser, said: str, q: str) -> None:
    customer_id = await scene.customer()
    await scene.contact(said, customer_id)
    assert await supervisor.found(customer_id=customer_id, q=q) == []


@pytest.mark.parametrize("q", ["あ", "a", "1", "ー", "あ い", "_a_"])
async def test_one_character_that_is_no_word_is_refused(supervisor: Browser, q: str) -> None:
    answer = await supervisor.get("/api/contacts", q=q)
    assert code_of(answer) == (422, "query_too_short")
    assert answer.json()["error"]["fields"].keys() == {"q"}


async def test_numbers_are_found_beside_words(scene: Scene, supervisor: Browser) -> None:
    customer_id, case_no = await scene.customer(), f"T{uuid4().int % 10**11:011d}"
    seen = await scene.contact("解約です", customer_id, case_no=case_no)
    full_width = case_no.translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    for q in (case_no, case_no.lower(), full_width, customer_id, str(seen.contact_id), f" {case_no} "):
        assert await supervisor.found(q=q) == [seen.contact_id]
    for q in ("T00000000000", str(uuid4()), customer_id[:-2]):
        assert await supervisor.found(q=q, customer_id=customer_id) == []


async def test_agents_and_the_bot_are_found_too(scene: Scene, supervisor: Browser) -> None:
    customer_id = await scene.customer()
    seen = await scene.contact("こんにちは", customer_id, is_closed=False)
    await scene.agent_says(seen, "解約返れい金のご案内です")
    assert await supervisor.found(customer_id=customer_id, q="返れい金") == []
    await scene.index(seen)
    for q in ("返れい金", "承ります", "こんにちは"):
        assert await supervisor.found(customer_id=customer_id, q=q) == [seen.contact_id]


async def test_pages_of_a_search_follow_each_other(scene: Scene, supervisor: Browser) -> None:
    customer_id = await scene.customer()
    seen = {(await scene.contact("地震で壁が割れた", customer_id)).contact_id for _ in range(5)}
    await scene.contact("解約です", customer_id)
    found: list[str] = []
    cursor = ""
    for _ in range(3):
        page = (
            await supervisor.get("/api/contacts", customer_id=customer_id, q="地震", limit="2", cursor=cursor)
        ).json()
        found += [item["contact_id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert cursor is None
    assert len(found) == 5
    assert {UUID(contact_id) for contact_id in found} == seen


async def test_filters_for_how_it_ended_and_who_served(scene: Scene, supervisor: Browser) -> None:
    customer_id, agent_id = await scene.customer(), uuid4().hex
    ended = await scene.contact("一件目", customer_id)
    served = await scene.contact("二件目", customer_id, is_closed=False)
    await scene.records.hand_over(served, agent_id, at=NOON)
    assert await supervisor.found(customer_id=customer_id, disposition="answered") == [ended.contact_id]
    assert await supervisor.found(customer_id=customer_id, disposition="other") == []
    assert await supervisor.found(agent_id=agent_id) == [served.contact_id]
    assert await supervisor.found(agent_id=agent_id, disposition="answered") == []
    assert await supervisor.found(agent_id=agent_id, disposition="", q="二件目") == [served.contact_id]


async def test_nothing_of_the_customer_is_in_the_index(scene: Scene, supervisor: Browser) -> None:
    customer_id = await scene.customer()
    seen = await scene.contact(SAID, customer_id)
    async with scene.database.sessions() as session:
        tokens = await session.scalar(select(ContactRow.search_tokens).where(ContactRow.id == seen.contact_id))
    assert tokens
    assert tokens.isascii()
    assert [mark for mark in (*MARKS, "引っ越し") if mark in tokens] == []
    for mark in MARKS:
        assert await supervisor.found(customer_id=customer_id, q=mark) == [], mark
    assert await supervisor.found(customer_id=customer_id, q="引越し") == [seen.contact_id]


async def test_nobody_finds_people_by_trying_other_spellings(scene: Scene, supervisor: Browser) -> None:
    customer_id = await scene.customer()
    for said in ("クロネコヤ", "標識 子です", "くろねこやひょうしきこです", "０９０ー００００ー７３９１", "黒猫屋さん"):
        await scene.contact(said, customer_id)
    for q in ("くろねこや", "標識", "ヒョウシキコ", "7391", "猫屋"):
        assert await supervisor.found(customer_id=customer_id, q=q) == [], q


async def test_a_new_address_is_masked_although_the_record_does_not_have_it(scene: Scene, supervisor: Browser) -> None:
    customer_id = await scene.customer()
    seen = await scene.records.contact(NOON, text="次は架空堂閣五〇一です", customer_id=customer_id, is_closed=False)
    case_no = await scene.records.case(seen, at=NOON, new_address="大阪府大阪市北区梅田1-1 架空堂閣")
    await scene.append(seen, ev.CaseOpened(intake_id=uuid4(), case_no=case_no, procedure="address_change"))
    await scene.index(seen)
    assert await supervisor.found(customer_id=customer_id, q="架空堂") == []
    assert await supervisor.found(customer_id=customer_id, q=case_no) == [seen.contact_id]
    transcript = (await supervisor.get(f"/api/contacts/{seen.contact_id}")).json()["transcript"]
    assert transcript[0]["text"] == "次は［住所］五〇一です"


async def test_a_search_uses_the_index(scene: Scene) -> None:
    await scene.contact("解約です")
    tsquery = scene.texts.tsquery_of(scene.desk.vault, "解約")
    async with scene.database.sessions() as session:
        await session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = await session.scalars(
            text("EXPLAIN SELECT id FROM contacts WHERE search_tokens @@ CAST(:q AS tsquery)"),
            {"q": tsquery},
        )
        assert "ix_contacts_search_tokens" in "\n".join(plan)


async def test_a_contact_that_does_not_exist_is_left_alone(scene: Scene) -> None:
    assert not await carry_out_indexing(scene.index_desk, uuid4())


async def test_indexing_twice_at_once_is_as_good_as_once(scene: Scene, supervisor: Browser) -> None:
    customer_id = await scene.customer()
    seen = await scene.records.contact(NOON, text="洪水で浸水", customer_id=customer_id)
    await asyncio.gather(*(scene.index(seen) for _ in range(3)))
    assert await supervisor.found(customer_id=customer_id, q="洪水") == [seen.contact_id]


async def test_everything_is_indexed_anew_on_command(scene: Scene, supervisor: Browser) -> None:
    customer_id = await scene.customer()
    seen = await scene.records.contact(NOON, text="落雷で停電", customer_id=customer_id)
    assert await supervisor.found(customer_id=customer_id, q="落雷") == []
    told: list[tuple[int, int]] = []
    done = await reindex_contacts(scene.index_desk, lambda now, total: told.append((now, total)))
    assert done.unreadable == 0
    assert told[-1] == (done.indexed, done.indexed)
    assert await supervisor.found(customer_id=customer_id, q="落雷") == [seen.contact_id]
