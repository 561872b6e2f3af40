show({"total":1,"list":[{"LinkUrl":"http:\/\/wenhui.example.cn\/a\/202603\/10\/WS81.html","Title":"博物馆夜场本周开放","PubTime":"2026-03-10 14:20:00"}]});
