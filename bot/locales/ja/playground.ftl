# プレイグラウンド: the page in the browser.
playground-title = Machi プレイグラウンド
playground-tagline = ひとつの町、ふたつのチャット
playground-skip-plaza = 左のチャットの入力欄へ
playground-skip-office = 右のチャットの入力欄へ
playground-language = 表示の言語
playground-needs-script = このページを動かすには、ブラウザーの JavaScript を有効にしてください。

playground-space-plaza = つくし町 ひろば
playground-space-office = つくし町 しごと場
playground-manner-discord = Discord 風
playground-manner-slack = Slack 風
playground-panes = どちらのチャットを見るか

playground-clock = 町の時計
playground-clock-note = 時計を進めると、その間に起きることが順に届きます。
playground-clock-hour = ＋1時間
playground-clock-day = ＋1日
playground-clock-week = ＋1週間
playground-clock-to = 日時を指定
playground-clock-to-hint = 来週土曜 15時
playground-clock-go = 進める
playground-clock-busy = 進めています…
playground-clock-moved = { $moment } になりました。{ $messages ->
    [0] 新しいお知らせはありません。
   *[other] お知らせが{ $messages }件届きました。
}
playground-clock-past = 時計は前にだけ進みます。いまより後の日時を書いてください。
playground-clock-far = 一度に進められるのは2年までです。
playground-clock-repeats = くり返しではなく、ひとつの日時を書いてください（例: 来週土曜 15時）。

playground-channels = チャンネル
playground-direct = ダイレクトメッセージ
playground-home = ホーム
playground-messages = メッセージ
playground-channel-plaza = 広場
playground-channel-introductions = 自己紹介
playground-channel-volunteering = 手伝い
playground-channel-pitches = この指とまれ
playground-channel-meetups = 集まり
playground-channel-organizers = 運営
playground-topic-plaza = なんでも話せる場所
playground-topic-introductions = 職業 × 得意 × この町
playground-topic-volunteering = 手を借りる、手を貸す
playground-topic-pitches = いっしょに何かを始める
playground-topic-meetups = 次に会うのは、いつ、どこで
playground-topic-organizers = 運営だけに見えるチャンネル
playground-topic-dm = Machi とあなただけの会話
playground-topic-group = 皆さんだけの会話
playground-empty-plaza = まだ静かです。ひとこと、どうぞ。
playground-empty-introductions = ここには、町のみんなの自己紹介が並びます。最初のひとりになりませんか。
playground-empty-volunteering = ここには、手を借りたい人の呼びかけが並びます。椅子運びでも、写真係でも。
playground-empty-pitches = 「こんなこと、やってみない？」がここに並びます。小さな一歩からで大丈夫です。
playground-empty-meetups = ここには、次の集まりが並びます。日時は、話すように書けます。
playground-empty-organizers = 運営のための静かな部屋です。町の設定は、ここから始められます。
playground-empty-dm = Machi からあなたへの知らせは、ここに届きます。
playground-empty-group = まだ何もありません。
playground-unread = 未読{ $count }件
playground-open-channels = チャンネル一覧
playground-older = これより前に{ $count }件あります

playground-you-are = いまのあなた
playground-choose = 別の人になる
playground-organizer = 運営
playground-speaks-ja = 日本語
playground-speaks-en = English
playground-add = 人を加える
playground-add-title = 町に人を加える
playground-add-name = 名前
playground-add-name-hint = 例: みどり
playground-add-language = 使う言語
playground-add-submit = 加える
playground-add-nameless = 名前を書いてください。
playground-add-full = その名前の人はもういるか、部屋がいっぱいです。別の名前でお試しください。
playground-added = { $name } さんが加わりました。いま、あなたは { $name } さんです。

playground-app = アプリ
playground-private = あなただけに表示されています
playground-dismiss = 閉じる
playground-asked = { $name } が使いました
playground-edited = 編集済み
playground-react = リアクションする
playground-reaction = { $emoji }、{ $count }人{ $mine ->
    [yes] 。あなたも押しています
   *[no] {""}
}
playground-thread = スレッド
playground-thread-open = スレッドで話す
playground-replies = { $count }件の返信
playground-thread-close = スレッドを閉じる
playground-thread-empty = まだ返信はありません。
playground-json = JSON
playground-json-open = このカードの JSON を見る
playground-json-of = { $platform } に送られる JSON
playground-json-close = JSON を閉じる

playground-emoji-raised = 手伝えます
playground-emoji-raising = いっしょにやる
playground-emoji-check = 行きます・できました
playground-emoji-thinking = 場合による
playground-emoji-no = 今回は難しい
playground-emoji-sparkles = ワクワクする
playground-emoji-eyes = 続きを知りたい
playground-emoji-thanks = ありがとう
playground-emoji-wave = ようこそ

playground-line = { $channel }に書く
playground-line-hint = メッセージ、または / でコマンド
playground-line-thread = スレッドに返信
playground-line-label = { $space }の{ $channel }に、{ $name }として書く
playground-send = 送る
playground-completions = 候補
playground-completions-keys = ↑↓ で選ぶ・Tab で決める・Esc で閉じる

playground-form-required = 必須
playground-form-optional = 任意
playground-form-may = （任意）
playground-form-send = 送る
playground-form-cancel = 閉じる
playground-form-choose = 選んでください
playground-form-problems = { $count }か所、直すところがあります。

playground-error-gone = それは、もうここにはありません。画面を新しくしました。
playground-error-lost = Machi に届きませんでした。動いているか確かめて、もう一度お試しください。
playground-error-ours = すみません、Machi の側で問題が起きました。少し待ってから、もう一度お試しください。
playground-error-page = そのページはありません。プレイグラウンドは / にあります。
playground-error-too-large = 一度に送れる量を超えています。短くしてお試しください。

playground-guide = はじめての方へ
playground-guide-open = ガイドを開く
playground-guide-close = ガイドを閉じる
playground-guide-done = 済み
playground-guide-type-plaza = 左で { $line }
playground-guide-type-office = 右で { $line }
playground-guide-be-plaza = 左で{ $name }になる
playground-guide-be-office = 右で{ $name }になる
playground-step-introduce = 自己紹介
playground-step-introduce-text = 左と右で、それぞれ自己紹介を書いてみましょう。ボタンで入力欄にコマンドが入ります。あとは Enter です。
playground-step-call = 手伝いを頼む
playground-step-call-text = 2人分の手伝いを呼びかけます。カードは、左と右の両方に出ます。
playground-step-hands = 手を挙げる
playground-step-hands-text = 3人で、カードの「手伝います」か ✋ を押します。3人目は空き待ちになり、だれかが抜けると繰り上がります。
playground-step-pitch = この指とまれ
playground-step-pitch-text = 「やってみたいこと」と最初の小さな一歩を書きます。
playground-step-meetup = 集まり
playground-step-meetup-text = 日時は「来週土曜 15時」のように、話すとおりに書けます。
playground-step-clock = 時計を進める
playground-step-clock-text = 町の時計を進めると、集まりのお知らせや、一歩の問いかけが届きます。
playground-step-all = ひととおり済みました。ここからは、どうぞご自由に。

playground-welcome-title = ようこそ、つくし町へ
playground-welcome = Machi です。自己紹介、手伝い、この指とまれ、集まり。町の「ちょっとしたこと」をお手伝いします。
playground-welcome-note = 入力欄に / と打つと、できることが並びます。
playground-welcome-intro = 自己紹介を書く
playground-welcome-call = 手伝いを頼む
playground-welcome-pitch = この指とまれ
playground-welcome-meetup = 集まりをひらく
playground-file = { $name } を保存
