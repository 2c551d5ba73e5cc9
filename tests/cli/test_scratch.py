"""Scratch."""
from tests.cli.homes import *
from tests.cast import *
def test_check(home):
    told = home.run("check")
    print(told.out, told.err); assert told.code == 0
def test_sweep(any_home):
    home=any_home
    home.customer(SOEREN, left="2010-05-01", invoiced="2010-02-01", note="x")
    home.customer(AASE, left="2022-05-01", invoiced="2010-02-01", note="x")
    told = home.sweep("2024-01-01")
    print(told.out, told.err); assert told.code == 0
    assert home.rows("customers") == [AASE.customer_no]
