from django.urls import URLPattern

app_name = "sprints"
urlpatterns: list[URLPattern] = []
