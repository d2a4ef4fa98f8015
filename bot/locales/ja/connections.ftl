# いっしょに何かをした人たちと、人と人をつなぐこと。
command-connect = 人とつながる
command-connect-words = つながる, つなぐ
command-connect-never = この人とは引き合わせないでほしい
command-connect-never-words = 引き合わせない
option-never = 引き合わせないでほしい人

year-title = { $name } さんと出会って1年
year = { $since }に、{ $name } さんとはじめて何かをいっしょにしました。一緒に何かやろうか、と声をかけてみませんか。
year-button-together = 一緒に何かやろうか
year-button-thanks = ありがとうを伝える
year-button-never = 今後はいらない
year-note = { $name } さんにも同じお便りが届いています。何を選んでも、だれにも伝わりません。
apart-title = わかりました
apart = { $name } さんとは引き合わせません。だれにも伝わりません。
connect-yourself = それはあなたです。ほかの人を選んでください。
