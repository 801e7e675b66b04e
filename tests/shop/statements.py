"""Writes bank statements as banks do."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Movement:
    """One movement, in the words of CAMT."""

    amount: str
    text: str = ""
    name: str = "ACME SAS"
    direction: str = "CRDT"
    currency: str = "EUR"
    day: str = "2026-11-20"
    reference: str = ""
    status: str = "BOOK"


def _party(version: int, name: str) -> str:
    name = f"<Nm>{escape(name)}</Nm>"
    return f"<Pty>{name}</Pty>" if version >= 8 else name


def _entry(version: int, m: Movement) -> str:
    status = f"<Cd>{m.status}</Cd>" if version >= 7 else m.status
    reference = f"<AcctSvcrRef>{m.reference}</AcctSvcrRef>" if m.reference else ""
    return f"""
      <Ntry>
        <Amt Ccy="{m.currency}">{m.amount}</Amt>
        <CdtDbtInd>{m.direction}</CdtDbtInd>
        <Sts>{status}</Sts>
        <BookgDt><Dt>{m.day}</Dt></BookgDt>
        <ValDt><Dt>{m.day}</Dt></ValDt>
        {reference}
        <NtryDtls><TxDtls>
          <Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
          <RltdPties><Dbtr>{_party(version, m.name)}</Dbtr></RltdPties>
          <RmtInf><Ustrd>{escape(m.text)}</Ustrd></RmtInf>
        </TxDtls></NtryDtls>
      </Ntry>"""


def camt(
    *movements: Movement, version: int = 8, iban: str = "FR1420041010050500013M02606"
) -> bytes:
    """A CAMT.053 file with these movements."""
    entries = "".join(_entry(version, movement) for movement in movements)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version:02d}">
  <BkToCstmrStmt>
    <GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-21T06:00:00</CreDtTm></GrpHdr>
    <Stmt>
      <Id>1</Id>
      <Acct><Id><IBAN>{iban}</IBAN></Id></Acct>{entries}
    </Stmt>
  </BkToCstmrStmt>
</Document>""".encode()
