"""The admin under the paper's own name."""

from django.contrib import admin


class NewsroomAdminSite(admin.AdminSite):
    site_header = "Newsroom"
    site_title = "Newsroom"
    index_title = "The desk"
    enable_nav_sidebar = True
