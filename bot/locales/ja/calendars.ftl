# カレンダー：ふだん使っているカレンダーで、集まりを見る。
command-meetup-ics = 集まりを自分のカレンダーに入れる
command-meetup-ics-words = カレンダー, 購読, 予定表
calendars-title = 集まりをカレンダーに
calendars-words =
    一度登録しておくと、日時の変更も取りやめも、カレンダーに自動で反映されます。
    あなたのカレンダーに入るのは、「参加」か「未定」と答えた集まりと、自分でひらく集まりです。人の名前は入りません。
calendars-file-only = 集まりの「カレンダーに追加」を押してください。まとめて受け取ることもできます。
calendars-personal-since = あなたのカレンダーのアドレスができた日：
calendars-community-since = 町のカレンダーのアドレスができた日：
calendars-personal-new = 自分のカレンダーのアドレスをもらう
calendars-personal-renew = 自分のアドレスを新しくする
calendars-personal-stop = 自分のアドレスを止める
calendars-community-new = 町のカレンダーのアドレスをもらう
calendars-community-renew = 町のアドレスを新しくする
calendars-community-stop = 町のアドレスを止める
calendars-everything = 全部をファイルで受け取る
calendars-personal-address-title = あなたのカレンダーのアドレス
calendars-community-address-title = 町のカレンダーのアドレス
calendars-how =
    カレンダーアプリの「照会」「URLで追加」「他のカレンダー」などに貼り付けてください。
    お見せするのは今回だけです。前のアドレスは使えなくなりました。
calendars-personal-keep = このアドレスを知っている人には、あなたの行く集まりが見えます。人には教えないでください。/meetup ics でいつでも止められます。
calendars-community-keep = このアドレスを知っている人には、すべての集まりが見えます。メンバーのいる場所で共有してください。/meetup ics でいつでも止められます。
calendars-personal-stopped = あなたのカレンダーのアドレスを止めました
calendars-community-stopped = 町のカレンダーのアドレスを止めました
calendars-file-title = カレンダー用のファイル
calendars-file = 「{ $title }」の、すべての日程です。ファイルを開くと、カレンダーに入ります。
calendars-file-everything = いま決まっている集まりの全部です。ファイルを開くと、カレンダーに入ります。
calendars-not-offered = ここではまだアドレスをお渡しできません。Machi を動かしている方が MACHI_WEB__PUBLIC_URL を設定すると、使えるようになります。
calendars-empty = 集まりはまだありません。/meetup new でひらけます。
calendars-add = カレンダーに追加
command-settings-month = 今月の集まりの一覧を、チャンネルに出しておく
command-settings-month-words = 今月, 一覧
month-title = { $year }年{ $month }月の集まり
month-nothing = まだ予定はありません。/meetup new で、だれでもひらけます。
month-more = ほかに{ $count }件あります：/meetup list
month-note = 変更があると、この一覧も自動で変わります。
month-standing-moved = （日時変更）
month-standing-cancelled = （取りやめ）
month-standing-over = （終わりました）
month-shown-title = 今月の一覧を出しました
month-shown = { $channel } の一つのメッセージに、今月の集まりがまとまります。変更はそのつど反映し、月が変わると新しい一覧になります。
month-where-title = 今月の集まり
month-where = 出しておくチャンネルを選んでください：/settings month のあとにチャンネル
month-stop = ここでは出さない
month-hidden = ここには、もう出しません。今ある一覧はそのまま残ります。
command-settings-board = 町のようすを見せるページをつくる
command-settings-board-words = ページ, 掲示板
option-page-name = だれでも見つけられるページにするときの名前
calendars-board-title = 町のようすのページ
calendars-board-words =
    これからの集まり、募集中の手伝い、仲間をさがしている「この指とまれ」を、スマホでも紙でも読める一枚にまとめます。人の名前は載りません。
    アドレスは、だれにも当てられないものになります。だれでも見つけられるようにするには、名前を付けてください：/settings board tsukuba
calendars-board-since = ページができた日：
calendars-board-new = ページのアドレスをもらう
calendars-board-renew = ページのアドレスを新しくする
calendars-board-stop = ページをやめる
calendars-board-address-title = ページのアドレス
calendars-how-board = 開いて、知らせて、印刷してください。お見せするのは今回だけです。前のアドレスは使えなくなりました。
calendars-board-keep = このアドレスを知っている人だけがページを見られます。/settings board でいつでも止められます。
calendars-board-public = このページはだれでも見つけられ、検索にも載ります。前のアドレスは使えなくなりました。
calendars-board-stopped = ページをやめました
calendars-board-name = 名前は、a から z の小文字・数字・ハイフンで 3〜32 文字にしてください（例: tsukuba）。
calendars-board-taken = 「{ $name }」は、ほかの町で使われています。別の名前にしてください。
board-gatherings = これからの集まり
board-calls = 手を貸してください
board-pitches = この指とまれ
board-no-gatherings = この先2か月の予定は、まだありません。
board-any-time = いつでも
board-until = { $when } 現在
board-other-language = English
