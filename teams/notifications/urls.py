"""Addresses of the person's own notifications."""

from django.urls import path

from teams.notifications import views

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/news/", views.news, name="notification_news"),
    path("notifications/bell/", views.bell, name="bell"),
    path("notifications/read/", views.read_all, name="read_all"),
    path("notifications/choose/", views.choose, name="choose_notifications"),
    path("notifications/<int:pk>/read/", views.read, name="read_notification"),
]
