"""Lines that stand in an article and are not of it: editors, rights, shares, other articles, walls.

Each rule needs the whole of a short line to be of its kind, so that a sentence about copyright or a reporter
stays. The words are those of the sites of six countries and of the languages their embassies and partners write.
"""

from __future__ import annotations

import re

LONGEST = 160  # characters; what is longer is a sentence of the article, whatever words it holds

_ADDRESS = r"[\w.+-]{2,40}\s?@\s?[\w-]{2,30}(?:\.[\w-]{2,20}){1,3}"
_LINE = re.compile(
    rf"""^[\s\[(（【<▶▷■□●◆◇☞※*·•/|-]*(?:
    # Korean: a reporter's line, rights, tips, photographs
    [^@.。]{{0,40}}{_ADDRESS}[\s)\]]*$|
    (?!.*[가-힣]다[."”]*$)(?:.*무단\s*(?:전재|복제|배포|사용).*|.*재배포\s*(?:및.{{0,20}})?금지.*|.*저작권자?\s*[ⓒ©(:].*)|
    .*AI\s*학습.{{0,10}}(?:금지|이용).*|
    (?:사진|자료|그래픽|영상)\s*(?:출처|제공)?\s*[=:|].{{0,60}}|.{{0,60}}[/=]\s*(?:사진|연합뉴스|뉴시스|뉴스1|AP|AFP|
    로이터)(?:\s*제공)?$|
    .{{0,30}}(?:제보하기|제보는|구독하기|구독하고|채널\s*추가|좋아요|카카오톡|네이버에서).{{0,60}}|
    이\s*(?:페이지|누리집|홈페이지)(?:에서)?\s*제공하는?.{{0,60}}|.{{0,20}}만족도\s*(?:조사|평가).{{0,40}}|
    QR\s?CODE.{{0,80}}|공공누리.{{0,100}}|.{{0,40}}출처표시.{{0,60}}이용할\s*수\s*있습니다\.?|(?:담당\s*부서|담당자|문의처|조회수?|
    등록일|작성일|작성자|수정일|최종\s*수정일|첨부\s*파일|다운로드|바로보기|이전\s*글|다음\s*글|목록)\s*[:|]?(?:\s.{{0,50}})?|
    [가-힣]{{2,4}}\s*(?:기자|특파원|논설위원|인턴기자|객원기자)$|
    # Japanese
    .*(?:無断(?:転載|複製|使用|引用)|転載を禁|複製を禁).*|.{{0,40}}著作権.{{0,60}}(?:帰属|禁|保護).*|
    .{{0,20}}記事共有や会議資料への転載.*|(?:写真|画像|撮影|提供)\s*[=＝:：].{{0,40}}|
    (?:あわせて読みたい|続きを読む|もっと見る|印刷する|シェアする|ツイート).{{0,40}}|
    # Chinese
    (?:本文)?(?:责任编辑|責任編輯|责编|責編|编辑|編輯|核稿編輯|校对|校對|审核|审校|監製|编审|值班编辑|美编)\s*[:：/／丨|｜].{{0,40}}|
    (?:（|\()?(?:责任编辑|責任編輯|编辑|編輯)\s*[:：]?.{{1,30}}(?:）|\)|】)?$|
    [^。]{{0,50}}(?:未经.{{0,12}}(?:授权|许可)|不得转载|不得轉載|版权所有|版權所有|转载请注明|轉載請註明|請勿轉載)[^。]{{0,60}}。?|
    .{{0,30}}(?:扫描?二维码|扫码|長按|长按识别|点击下载|下载客户端|关注.{{0,12}}(?:微信|公众号|微博)|加入.{{0,10}}(?:LINE|粉絲團|好友)).{{0,50}}|
    .{{0,24}}(?:下載|下载).{{0,12}}(?:APP|应用|應用|客户端).{{0,50}}|(?:附件|附件下载|上一篇|下一篇|上一則|下一則)\s*[:：]?.{{0,80}}|
    (?:分享到|分享至|打印本页|关闭窗口|打印|返回顶部|我要纠错|我要糾錯|看更多|點我看|点击查看).{{0,30}}|
    # Vietnamese
    (?:Xem\ thêm|Đọc\ thêm|Xem\ tiếp|Mời\ (?:quý\ )?(?:độc\ giả|bạn\ đọc)|>>+)\b.{{0,140}}|(?:Ảnh|Video|
    Clip|Nguồn)\s*:\s*.{{0,60}}|
    (?:Chia\ sẻ|Lưu\ bài|Bình\ luận|Copy\ link|Gửi\ email)\b.{{0,20}}|
    # Hindi and other languages of India
    (?:यह|ये)\ भी\ (?:पढ़ें|पढ़िए|देखें).*|.{{0,60}}(?:पढ़ें\ पूरी\ खबर|ऐप\ डाउनलोड|QR\ (?:कोड\ )?स्कैन).*|
    (?:और\ पढ़ें|कॉपी\ लिंक|शेयर\ करें).{{0,40}}|
    # English
    (?:also\ )?(?:read|see|watch)\ (?:more|also|next|full\ story|the\ full)\b.{{0,140}}|
    also\ read\b.{{0,140}}|
    .{{0,80}}all\ rights\ reserved.{{0,60}}|(?:copyright|©|ⓒ)\s?.{{0,100}}|
    .{{0,40}}(?:may\ not\ be\ (?:published|reproduced)).*|
    (?:follow|like|join|connect\ with)\ (?:us|the\ .{{0,30}})\s(?:on|at)\b.{{0,100}}|(?:subscribe|sign\ up|
    register)\ (?:to|for|now|here|today)\b.{{0,120}}|
    (?:click|tap)\ here\b.{{0,100}}|download\ (?:the|our)\ .{{0,60}}app\b.{{0,60}}|advertisement|
    sponsored(?:\ content)?|ad|promoted|
    (?:photo|image|picture|photograph|video|file\ photo)s?\s?(?:credit|courtesy|by)?\s?[:/|].{{0,80}}|
    \(?(?:photo|image)\ (?:by|credit|courtesy)\b.{{0,80}}|
    (?:published|updated|posted|last\ (?:updated|modified))(?:\ (?:on|at|by))?\s?:.{{0,60}}|share\ (?:this|
    on|via)\b.{{0,60}}|share|tweet|print|
    story\ continues\ below.{{0,40}}|article\ continues\ (?:below|after).{{0,40}}|skip\ (?:to|ad|
    advertisement)\b.{{0,40}}|loading\.{{0,3}}|
    # the languages that Europe's and Latin America's pages are written in
    (?:lesen\ sie\ (?:auch|mehr|hier)|mehr\ zum\ thema|mehr\ themen|weiterlesen|anzeige|externer\ inhalt|
    empfohlener\ redaktioneller\ inhalt)\b.{{0,120}}|
    (?:lire\ aussi|à\ lire(?:\ aussi)?|lire\ plus|publicité|leggi\ anche|czytaj\ (?:więcej|też|także)|
    lee\ también|leer\ más|te\ puede\ interesar|
    leia\ (?:também|mais)|veja\ (?:também|mais)|reklam|lees\ ook|les\ også|läs\ (?:också|mer)|
    čtěte\ také)\b.{{0,140}}
    )[\s\])）】>]*$""",
    re.VERBOSE | re.IGNORECASE,
)
_OTHER_ARTICLES = re.compile(
    r"""^[\s\[(（【<▶▷■●◆☞※*·•|-]*(?:
    관련\s*(?:기사|뉴스|콘텐츠|키워드)|많이\s*본\s*(?:기사|뉴스)?|인기\s*(?:기사|뉴스)|추천\s*(?:기사|뉴스)|이\s*시각\s*(?:주요\s*)?뉴스|주요\s*뉴스|
    댓글|의견쓰기|이\s*기사를\s*(?:공유|추천).{0,10}|다른\s*(?:기사|뉴스).{0,8}|최신\s*(?:기사|뉴스)|핫\s*뉴스|
    関連(?:記事|リンク|ニュース|キーワード|企業・業界|トピックス?|情報|動画)|おすすめ.{0,8}|人気(?:記事|ランキング)|ランキング|アクセスランキング|最新記事|新着記事|
    あわせて読みたい|こちらもおすすめ|
    相关(?:新闻|阅读|报道|推荐|链接|文章|专题)|相關(?:新聞|報導|文章|連結)|延伸阅读|延伸閱讀|推荐阅读|推薦閱讀|热门(?:新闻|推荐|文章)|熱門(?:新聞|文章)|猜你喜欢|猜你喜歡|
    更多.{0,6}(?:新闻|新聞|報導|阅读|精彩)|网友评论|相关附件|大家都在看|编辑推荐|
    tin\ (?:liên\ quan|cùng\ chuyên\ mục|mới\ nhất|nổi\ bật|khác)|bài\ (?:liên\ quan|viết\ liên\ quan)|
    có\ thể\ bạn\ quan\ tâm|đọc\ nhiều|bình\ luận.{0,12}|ý\ kiến.{0,12}|
    संबंधित.{0,12}|ट्रेंडिंग.{0,12}|अन्य\ खबरें|और\ खबरें|
    related(?:\ (?:articles?|stor(?:y|ies)|news|posts?|content|coverage|topics?|links?|reading))?|
    more\ (?:from|in|stories|news|articles|coverage|headlines)\b.{0,30}|recommended(?:\ .{0,24})?|
    you\ (?:may|might)\ (?:also\ )?(?:like|be\ interested).{0,12}|
    (?:top|trending|latest|popular)\ (?:stories|news|articles|posts|videos)|trending(?:\ now)?|
    most\ (?:read|popular|viewed|shared)(?:\ .{0,16})?|
    comments?(?:\ \(\d+\))?|\d+\ comments?|leave\ a\ (?:reply|comment)|join\ the\ (?:conversation|
    discussion)|about\ the\ authors?|read\ next|up\ next|what\ to\ read\ next|
    weitere\ (?:artikel|themen|meldungen|nachrichten)|mehr\ zum\ thema|das\ könnte\ sie.{0,24}|
    auch\ interessant|(?:você|voce)\ pode\ gostar.{0,6}|
    (?:sur\ le\ même\ sujet|à\ lire\ aussi|noticias\ relacionadas|te\ puede\ interesar|
    potrebbe\ interessarti.{0,8})
    )[\s\])）】>:：…!]*$""",
    re.VERBOSE | re.IGNORECASE,
)
_WALL = re.compile(
    r"""(?:
    この記事は(?:有料)?会員(?:限定|専用|記事)|(?:有料)?会員限定(?:の)?(?:記事|コンテンツ)|残り\s?[\d,０-９]+\s?文字|続き(?:を読む|をお読み|を見る|
    は).{0,20}(?:会員|ログイン|登録|有料)|
    (?:会員|有料|ログイン).{0,16}(?:登録|契約)(?:すると|で|が必要).{0,20}(?:読|閲覧|続き)|この記事を読むには|無料会員登録|
    (?:유료|회원|구독자?|로그인)\s?(?:전용|회원만|한정|하시면|이\s?필요한)\s?.{0,20}(?:기사|콘텐츠|서비스|볼\s?수|이용)|
    (?:로그인|구독)\s?(?:후|하면|하시면).{0,20}(?:볼\s?수|읽을\s?수|이용)|이\s?기사는\s?.{0,12}(?:유료|회원|구독).{0,20}(?:입니다|있습니다)|
    (?:登录|登入|登陆|登錄).{0,8}(?:后|後).{0,10}(?:查看|阅读|閱讀|觀看)|(?:会员|會員|订阅|訂閱).{0,6}(?:专享|專享|限定|後|后).{0,16}(?:全文|
    閱讀|阅读|內容)|(?:付费|付費).{0,8}(?:阅读|閱讀|全文)|
    (?:đăng\ nhập|đăng\ ký).{0,30}(?:để\ (?:đọc|xem)\ (?:tiếp|toàn\ bộ|bài))|
    (?:subscribe|sign\ in|log\ in|register|sign\ up).{0,40}to\ (?:continue|read|unlock|access|
    keep\ reading)|(?:this|the)\ (?:article|story|content)\ is\ (?:only\ )?(?:for|available\ to|
    exclusive\ to|reserved\ for).{0,20}(?:subscribers|members)|
    already\ (?:a\ )?(?:subscribed|subscriber|member|registered)|(?:subscriber|premium|
    members?)[- ]only\ (?:article|story|content)|to\ continue\ reading|unlock\ (?:this|
    the\ full)\ (?:article|story)|
    पूरी\ खबर.{0,30}(?:ऐप|सब्सक्राइब)|(?:weiterlesen|jetzt\ lesen).{0,30}(?:abo|plus|\+)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_END = re.compile(
    r"""^[\s\[(（【<〈▶※☞*-]*(?:
    저작권자?\s*[ⓒ©(:]|[ⓒ©].{0,40}무단|무단\s*전재|.{0,30}무단\s*전재\s*(?:및|-|,|\s)\s*재배포|
    (?:责任编辑|責任編輯|责编|責編|核稿編輯|值班编辑)\s*[:：/／]?|(?:免责声明|免責聲明|特别声明|版权声明|郑重声明)\s*[:：]?|
    【関連記事】|無断転載|.{0,30}(?:記事|写真).{0,12}無断(?:転載|複製)|disclaimer\s*:|all\ rights\ reserved
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# A reporter's name and address at the end of the last sentence, as Korean papers set it.
_SIGNATURE = re.compile(
    rf"\s*(?:[/|=·-]\s*)?(?:[가-힣]{{2,4}}\s*(?:[가-힣·]{{0,8}}\s*)?(?:기자|특파원|논설위원|위원|인턴)\s*)?[(\[]?{_ADDRESS}[)\]]?\s*$"
)


def is_no_article_line(text: str) -> bool:
    """A line of the site, the editor or the rights, not of the text."""
    return len(text) <= LONGEST and bool(_LINE.match(text))


def heads_other_articles(text: str) -> bool:
    """The heading over a list of other articles or over the comments."""
    return len(text) <= 60 and bool(_OTHER_ARTICLES.match(text))


def ends_article(text: str) -> bool:
    """The editor's name, the rights, a disclaimer: what stands behind the last sentence of an article."""
    return bool(_END.match(text)) and (len(text) <= LONGEST or "声明" in text[:12] or "聲明" in text[:12])


def is_wall(text: str) -> bool:
    """A line that says that the rest is for members."""
    return len(text) <= 240 and bool(_WALL.search(text))


def drop_signature(text: str) -> str:
    """The last sentence without the reporter's address behind it; the whole where nothing else would stay."""
    if "@" not in text:
        return text
    cut = _SIGNATURE.sub("", text)
    return cut if len(cut) >= 20 else text
