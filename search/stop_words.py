"""Words that hold a sentence together and say nothing of its matter, folded, by language."""

_LISTS = {
    "en": """
        a about above after again against all also although am an and any are as at be because been
        before being below between both but by can could did do does doing down during each few for
        from further had has have having he her here hers herself him himself his how however i if
        in into is it its itself just may me might more most must my myself no nor not now of off on
        once only or other our ours ourselves out over own same shall she should since so some such
        than that the their theirs them themselves then there these they this those through thus to
        too under until up upon very was we were what when where whether which while who whom whose
        why will with within without would you your yours yourself yourselves
    """,
    "de": """
        aber als also am an auch auf aus bei bin bis bist da das dass dem den der des die dies diese
        diesem diesen dieser dieses doch du durch ein eine einem einen einer eines er es fur hat
        hatte haben ich ihm ihn ihr ihre im in ist ja kann kein keine mit nach nicht noch nur ob
        oder ohne sein seine sich sie sind so uber um und uns unter vom von vor war waren was wenn
        wer wie wir wird wo zu zum zur
    """,
    "fr": """
        au aux avec ce ces cet cette comme dans de des du elle elles en est et eu il ils je la le
        les leur leurs lui ma mais me meme mes moi mon ne nos notre nous on ont ou par pas plus pour
        qu que qui sa sans se ses si son sont sur ta te tes toi ton tu un une vos votre vous
    """,
    "es": """
        al como con de del donde el ella ellas ellos en entre era es esa ese eso esta este esto fue
        ha han hasta la las le les lo los mas me mi muy ni no nos o para pero por porque que se ser
        si sin sobre son su sus te tu un una uno unos y ya yo
    """,
    "it": """
        ad agli ai al alla alle anche che chi ci come con cui da dai dal dalla dei del della delle
        di e ed era fra gli ha hanno i il in io la le lei li lo loro lui ma mi ne nei nel nella no
        noi non o per piu quella quello questa questo se si sono su sua sue sui sul sulla suo tra tu
        un una uno vi voi
    """,
    "pt": """
        ao aos as com como da das de do dos e ela elas ele eles em entre era essa esse esta este eu
        foi ha isso isto ja la lhe mais mas me muito na nas nao nem no nos o os ou para pela pelo
        por que quem se sem seu seus sua suas tambem te tu um uma voce
    """,
    "nl": """
        aan als bij dan dat de der deze die dit doch door een en er ge had heb hebben heeft het hij
        hoe hun ik in is ja je kan maar me men met mij na naar niet niets nog nu of om ons onder ook
        op over te tot u uit van voor was wat we wel werd wie wij wil worden zal ze zich zij zijn zo
        zou
    """,
    "sv": """
        alla att av de dem den det detta din du efter ej eller en ett for fran han har hon hur i
        inte ja jag kan men mig min nar nu och om pa sa sig sin ska som till upp ut var vi vid vill
    """,
}
STOP_WORDS = {code: frozenset(words.split()) for code, words in _LISTS.items()}
